export const SERBO_CROATIAN = `
ivan ivo ivica
josip joža joso jozo
marija mara marica
nikola niko
stjepan stipe štef
tomislav tomo
zvonimir zvonko
vladimir vlado
dragan draganče
aleksandar saša aco
milan mile
slobodan boban
katarina kata
jelena jela
`
