export const ROMANIAN = `
alexandru alex sandu
constantin costi costel
dumitru mitică
gheorghe gigi ghiță
elena lenuța ileana
ion ionel nelu
ioan ionel nelu
mihai mișu mihăiță
nicolae nicu nelu
ștefan fane
vasile vasilică
ana anca
maria mărioara
`
