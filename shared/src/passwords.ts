/** Longest password taken. */
export const PASSWORD_MOST = 200
/** GB/T 39786 and NIST SP 800-63B agree on length before composition. */
export const PASSWORD_LEAST = 10
export const PASSWORD_DIFFERENT = 4

/** Rules of a password, in the order in which they are told. */
export const passwordFlaws = ['too-short', 'too-long', 'like-the-name', 'one-character'] as const
export type PasswordFlaw = (typeof passwordFlaws)[number]

/** Every rule the password breaks (D-9). `signInName`: empty where it is not known. */
export function flawsOf(password: string, signInName: string): readonly PasswordFlaw[] {
  const named = signInName !== '' && password.toLowerCase().includes(signInName.toLowerCase())
  const broken: Readonly<Record<PasswordFlaw, boolean>> = {
    'too-short': password.length < PASSWORD_LEAST,
    'too-long': password.length > PASSWORD_MOST,
    'like-the-name': named,
    'one-character': new Set(password).size < PASSWORD_DIFFERENT,
  }
  return passwordFlaws.filter(flaw => broken[flaw])
}
