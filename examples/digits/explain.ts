/**
 * What went wrong outside the program, as one line that its reader can act on. The match has no
 * default: a new kind of error does not compile until it has its line.
 */
import type { WriteError } from '../report/write.ts'
import type { DigitsError } from './digits.ts'
import { options, type SettingsError } from './settings.ts'

const bytes = (size: { readonly promised: number; readonly found: number }): string =>
  `its header promises ${size.promised} bytes, it has ${size.found}`

export const explain = (error: DigitsError | SettingsError | WriteError): string => {
  switch (error._tag) {
    case 'WrongSettings':
      return `${error.cause}; ${options}`
    case 'FileMissing':
      return `${error.place} is missing; 'npm ci' brings the digits, --data names another folder`
    case 'FileUnreadable':
      return `${error.place} cannot be read: ${error.cause}`
    case 'WrongMagicNumber':
      return `${error.place} is not an idx file: it begins with bytes ${error.found.join(' ')}`
    case 'WrongElementType':
      return `${error.place} has elements of type ${error.found}, not unsigned bytes (8)`
    case 'Truncated':
      return `${error.place} is cut short: ${bytes(error.size)}`
    case 'TrailingBytes':
      return `${error.place} has bytes after its end: ${bytes(error.size)}`
    case 'WrongShape':
      return `${error.place} has shape [${error.found.join(', ')}], which is not one of digits`
    case 'CountMismatch':
      return `${error.place} has ${error.counts.labels} labels for ${error.counts.images} images`
    case 'WrongLabel':
      return `${error.place} says ${error.found} at place ${error.index}, which is not a digit`
    case 'NotWritten':
      return `${error.place} cannot be written: ${error.cause}`
  }
}
