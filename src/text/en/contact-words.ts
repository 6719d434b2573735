import type { ContactWords } from '../catalogue.ts'

const words = (text: string): string[] => text.split(/\s+/)
const lines = (text: string): string[] => text.split(/\s*,\s*/)

/** Words by which an English line or mail signature is read. */
export const contact: ContactWords = {
  labels: {
    mobile: words('mobile mob cell m c cellphone whatsapp'),
    business: words('work office business phone tel telephone direct desk t p ph o d w'),
    home: words('home h private landline'),
    fax: words('fax f telefax'),
  },
  days: words('birthday born bday dob'),
  fillers: words('is on or and with number at his her their'),
  fields: {
    name: lines('name, full name'),
    givenName: lines('first name, given name'),
    surname: lines('last name, surname, family name'),
    companyName: lines('company, organisation, organization, employer'),
    jobTitle: lines('title, job title, job, role, position'),
    department: lines('department, dept'),
    notes: lines('notes, note'),
    other: lines('address, web, website, linkedin, skype'),
  },
  jobs: words(
    `manager director engineer head chief officer president assistant consultant lead developer designer analyst architect advisor
    adviser partner founder owner editor coordinator specialist representative secretary technician professor lecturer teacher
    lawyer attorney accountant agent buyer ceo cfo cto coo vp pilot nurse`,
  ),
  departments: words('department division dept team unit'),
  companies: words('inc ltd limited llc gmbh ag corp corporation plc company co sa bv ab'),
  employedBy: lines(
    `from, at, @, is from, is at, works for, works at, works with, who works for, who works at, who is at, who is from, working for,
    working at, employed by, employed at`,
  ),
  heads: lines(
    'ceo, cfo, cto, coo, cio, founder, cofounder, co-founder, owner, managing director, chairman, chairwoman',
  ),
  headOf: words('of'),
  closings: lines(
    'regards, best regards, kind regards, best, best wishes, sincerely, yours sincerely, cheers, thanks, thank you, many thanks, yours, warm regards, with kind regards, sent from my iphone',
  ),
}
