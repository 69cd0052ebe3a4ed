const columns = ['id', 'at', 'customer', 'channel', 'score', 'comment'];

/** The first line of a generated export of survey answers, of which `surveySource` reads the rest. */
export const surveyHeader = (delimiter: string): string => `${columns.join(delimiter)}\n`;

/**
 * The `sources` of a pipeline that reads generated survey answers from `inbox/*.csv`: a score of 0 to 10 and a comment,
 * by channel.
 *
 * @param csv - what differs from a plain CSV file, as options of the connector
 * @param attributes - columns to keep beside those of the header
 */
export const surveySource = (csv: Readonly<Record<string, string>>, attributes: readonly string[] = []): string =>
  `sources:
  survey:
    use: csv
    with: ${JSON.stringify({ path: 'inbox/*.csv', ...csv })}
    streams:
      answers:
        feeds: feedback
        mode: incremental
        key: [id]
        map:
          at: at
          customer: customer
          comment: comment
          channel: channel
          answers: { nps: { from: score, scale: [0, 10] } }
          attributes: ${JSON.stringify(attributes)}`;
