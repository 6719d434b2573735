export const ARABIC = `
ahmed hamada
mohamed hamada mimo
mohammad mo moh
mahmoud hooda
mustafa darsh
khaled khalloud
ibrahim bibo hima
youssef joe jo
fatima fatoum fatma
zainab zuzu zeina
maryam maro
abdelrahman abdo
abdulrahman abdo
abdullah abdo aboud
`
