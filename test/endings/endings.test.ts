import { en } from '../../src/text/en.ts'
import { playAll } from './play-all.ts'

playAll(en)
