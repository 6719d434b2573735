export const FINNISH = `
matti masa
juhani jussi juha
johannes jussi juha hannu
mikael mika
mikko miksu
antti anttoni
heikki henrikki
kaarina kaija
katariina kati kaisa katri
aleksi ale
aleksanteri santeri aleksi
elisabet liisa elli
tuomas tuomo tomi
sebastian sepi
kristiina tiina kirsi
marjatta marja
pekka pete
`
