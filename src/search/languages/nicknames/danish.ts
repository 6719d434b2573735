export const DANISH = `
jørgen jørn
mads mats
rasmus ras
søren sørn
kirsten kis
henriette jette
`
