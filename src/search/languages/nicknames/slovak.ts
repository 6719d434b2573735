export const SLOVAK = `
ján jano janko
jozef jožo
juraj ďuro
katarína katka
peter peťo
štefan števo
vladimír vlado
`
