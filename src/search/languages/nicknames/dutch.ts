export const DUTCH = `
cornelis cees kees cor
johannes jan hans johan joop
johanna jo anneke hanneke
hendrik henk hein rik
hendrika riek rika
wilhelmus wim willem
wilhelmina willemijn mien mina
willem wim pim
jacobus jaap koos jacob
jacob jaap coby
petrus piet peter
pieter piet
gerardus gerard gerrit
gerrit gert
antonius ton toon anton
antonia toos
adrianus adri arie ad
adriana adri jana
franciscus frans
franciscus cis
elisabeth els lies betty bep
maria marie ria mieke miep
margaretha greet greetje griet gretha
catharina toos trijn cathy kaatje ina
leonardus leo leen
martinus tinus maarten
theodorus theo dirk dorus
nicolaas nico klaas
matthijs thijs
mathias thijs
bartholomeus bart
sebastiaan bas
christiaan chris
alexander alex sander lex
lodewijk lode lo
laurens lau
augustinus guus stijn
constantijn stijn
`
