export const NIGERIAN = `
temitope tope temi
oluwaseun seun
olumide mide
babatunde tunde
ayodele ayo dele
adebayo bayo ade
oluwatobi tobi
oluwatosin tosin
folasade sade
olanrewaju lanre
oluwafemi femi
olufemi femi
adewale wale
olusegun segun
oluwakemi kemi
olawale wale
bolanle bola
titilayo titi
omotola tola
oluwadamilola dami damilola
oluwabunmi bunmi
chukwuemeka emeka
chinonso nonso
ikechukwu ike iyke
chukwudi chudi
uchenna uche
chidinma dinma
nkechinyere nkechi
obiageli oby
`
