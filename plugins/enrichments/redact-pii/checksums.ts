/**
 * The key of a French social security number: 97 minus the remainder of its 13 characters by 97.
 *
 * @param number - 13 characters; `2A` and `2B` of Corsica count as 19 and 18
 * @returns 1 to 97
 * @see INSEE, "Numéro d'inscription au répertoire"
 * @example nirKey('2061275111005') // 64
 */
export function nirKey(number: string): number {
  const digits = number.toUpperCase().replace('2A', '19').replace('2B', '18');
  return 97 - (Number(digits) % 97);
}

/**
 * True when an IBAN's check digits are right: moved to the end and read as digits, the number leaves 1 by 97.
 *
 * @param iban - upper case, without spaces
 * @see ISO 13616-1:2020
 */
export function isIban(iban: string): boolean {
  const moved = `${iban.slice(4)}${iban.slice(0, 4)}`;
  let remainder = 0;
  // Digit by digit: the whole number has up to 60 digits and is no safe integer.
  for (const character of moved) {
    const value = Number.parseInt(character, 36);
    if (Number.isNaN(value)) return false;
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/**
 * True when the last digit is the check digit of the ones before it.
 *
 * @param digits - nothing but digits
 * @see ISO/IEC 7812-1, annex B (the Luhn formula)
 */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
