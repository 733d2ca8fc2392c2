package bank

var mexico = country{
	code: "MX", iso3: "MEX", name: "México", currency: "MXN", rate: 4, dialing: "52",
	women: []string{
		"Adriana", "Alejandra", "Andrea", "Ángela", "Araceli", "Beatriz", "Carmen", "Claudia", "Daniela", "Elena", "Fernanda",
		"Gabriela", "Guadalupe", "Inés", "Itzel", "Jimena", "Leticia", "Lucía", "María José", "Mónica", "Regina", "Sofía", "Verónica", "Xóchitl",
	},
	men: []string{
		"Adrián", "Alejandro", "Andrés", "Ángel", "Arturo", "Carlos", "César", "Daniel", "Emiliano", "Enrique", "Fernando", "Gerardo",
		"Héctor", "Iván", "Javier", "Jesús", "José Luis", "Joaquín", "Leonardo", "Manuel", "Martín", "Óscar", "Ramón", "Raúl", "Rubén", "Sebastián",
	},
	surnames: []string{
		"Aguilar", "Álvarez", "Ávila", "Bautista", "Cabrera", "Campos", "Castillo", "Chávez", "Contreras", "Cruz", "Delgado", "Díaz",
		"Domínguez", "Espinoza", "Estrada", "Flores", "García", "Gómez", "González", "Guerrero", "Gutiérrez", "Hernández", "Herrera",
		"Jiménez", "Juárez", "López", "Luna", "Martínez", "Medina", "Mejía", "Méndez", "Mendoza", "Morales", "Muñoz", "Núñez", "Ortiz",
		"Peña", "Pérez", "Ramírez", "Ramos", "Reyes", "Rivera", "Rodríguez", "Sánchez", "Torres", "Vargas", "Vázquez", "Zúñiga",
	},
	trades: []string{"Comercializadora", "Abarrotes", "Construcciones", "Servicios", "Refaccionaria", "Grupo", "Transportes", "Diseños", "Tecnología"},
	brands: []string{
		"Águila", "del Bajío", "Tres Ríos", "Quetzal", "Nopal", "La Peñita", "Anáhuac", "Jacaranda", "San Ángel", "Cañón Azul", "Maíz y Sol",
	},
	suffix: ", S.A. de C.V.",
	towns: []town{
		{"Ciudad de México", "CX", "Roma Norte", "", "067", "55"}, {"Guadalajara", "JA", "Americana", "", "441", "33"},
		{"Monterrey", "NL", "Obispado", "", "640", "81"}, {"Puebla", "PU", "La Paz", "", "721", "22"},
		{"Mérida", "YU", "Itzimná", "", "971", "99"}, {"Querétaro", "QE", "Centro Histórico", "", "760", "44"},
	},
	streets: []string{"Calle Álvaro Obregón", "Avenida Juárez", "Calle 5 de Mayo", "Privada de los Pinos", "Avenida Niños Héroes", "Calle Nicolás Bravo"},
	messages: []string{
		"Tacos 🌮", "Renta depa", "Gracias!! 🙏", "Feliz cumpleaños 🎉", "Comida del viernes", "Regalo mamá 💐", "Cooperación fútbol ⚽", "Pago diseño",
		"Tanda", "Gasolina Cancún 🏖️", "Piñata 🪅", "Mensualidad", "Luz y agua", "Boletos concierto 🎸", "",
	},
	banks: []string{"002", "012", "014", "021", "036", "044", "072", "127", "137", "646"},
	merchants: map[string][]string{
		"electricity": {"CFE Suministrador"}, "water": {"SACMEX", "SIAPA", "Agua y Drenaje de Monterrey"}, "telecom": {"Telmex", "Telcel", "Izzi", "Totalplay"},
		"insurance": {"GNP Seguros", "Qualitas", "AXA Seguros"}, "gym": {"Smart Fit", "Sports World", "Anytime Fitness"},
		"tuition":     {"Tec de Monterrey", "Colegio Cervantes", "Universidad Anáhuac"},
		"groceries":   {"Walmart", "Soriana", "Chedraui", "Bodega Aurrerá", "La Comer", "H-E-B", "Abarrotes Doña Mary"},
		"restaurants": {"Vips", "Sanborns", "El Fogoncito", "Taquería El Güero", "Toks", "La Casa de Toño"},
		"delivery":    {"Rappi", "Uber Eats", "DiDi Food", "Domino's"}, "bakery": {"Panadería La Esperanza", "El Globo", "Starbucks", "Cielito Querido Café"},
		"convenience": {"Oxxo", "7-Eleven", "Circle K", "Extra"}, "pharmacy": {"Farmacias Guadalajara", "Farmacias del Ahorro", "Farmacias Similares", "Benavides"},
		"health": {"Salud Digna", "Laboratorio Médico del Chopo", "Médica Sur"}, "transit": {"Metro CDMX", "Metrobús", "Mi Macro"},
		"rideshare": {"Uber", "DiDi", "Cabify"}, "fuel": {"Pemex", "BP", "Shell", "Mobil"}, "parking": {"Parkimetro", "TAG Pase", "Estacionamiento Central"},
		"travel": {"Aeroméxico", "Volaris", "VivaAerobus", "ADO"}, "clothing": {"Liverpool", "Suburbia", "Zara", "C&A", "Cuidado con el Perro"},
		"electronics": {"Coppel", "Elektra", "Best Buy", "Steren"}, "ecommerce": {"Mercado Libre", "Amazon México", "Shein", "Linio"},
		"pets": {"Petco", "+Kota", "Maskota"}, "gifts": {"Sanborns Regalos", "Miniso", "Librerías Gandhi"}, "cinema": {"Cinépolis", "Cinemex"},
		"donation": {"Cruz Roja Mexicana", "Fundación Teletón", "Techo México"}, "accountant": {"Contadores Peña y Asociados", "Despacho Núñez"},
		"office": {"OfficeMax", "Office Depot", "Lumen"},
	},
	texts: map[string][]string{
		"salary": {"PAGO DE NOMINA {company}", "DEPOSITO NOMINA {company}"}, "bonus": {"AGUINALDO {company}"},
		"freelance": {"SPEI RECIBIDO {person}", "TRANSFERENCIA RECIBIDA {person}"}, "sales": {"SPEI RECIBIDO {company}", "DEPOSITO POR VENTAS {company}"},
		"transfer_in": {"SPEI RECIBIDO {person}"}, "interest": {"INTERESES GANADOS"}, "cash_in": {"DEPOSITO EFECTIVO OXXO", "DEPOSITO EN PRACTICAJA"},
		"rent": {"SPEI ENVIADO {person} RENTA"}, "electricity": {"PAGO DE SERVICIO {merchant}"}, "water": {"PAGO DE AGUA {merchant}"},
		"telecom": {"DOMICILIACION {merchant}"}, "insurance": {"DOMICILIACION {merchant}"}, "tuition": {"PAGO COLEGIATURA {merchant}"},
		"cash": {"RETIRO CAJERO AUTOMATICO", "RETIRO SIN TARJETA"}, "transfer_out": {"SPEI ENVIADO {person}"}, "savings": {"TRASPASO A AHORRO"},
		"bank_fee": {"COMISION POR MANEJO DE CUENTA", "IVA COMISION"}, "overdraft": {"INTERESES POR SOBREGIRO"},
		"income_tax": {"PAGO SAT ISR", "SAT PAGO PROVISIONAL"}, "government_fee": {"PAGO IMSS", "TESORERIA CDMX"}, "car_tax": {"TENENCIA VEHICULAR"},
		"payroll": {"DISPERSION NOMINA {person}"}, "supplier": {"SPEI ENVIADO {company}"}, "accountant": {"SPEI ENVIADO {merchant}"},
		"donation": {"DONATIVO {merchant}"}, "savings_in": {"TRASPASO DE CUENTA"}, "savings_out": {"RETIRO DE AHORRO"}, "invest": {"COMPRA CETES"},
		"redeem": {"VENTA CETES"}, "loan": {"DISPOSICION CREDITO PERSONAL"}, "loan_payment": {"PAGO CREDITO PERSONAL"},
		"card_payment": {"PAGO TARJETA DE CREDITO"}, "card_paid": {"SU PAGO GRACIAS"}, "late_fee": {"GASTOS DE COBRANZA"}, "late_interest": {"INTERESES MORATORIOS"},
	},
	wording: wording{
		checking: "Cuenta de cheques", savings: "Cuenta de ahorro", card: "Tarjeta de crédito", personal: "Persona física", business: "Persona moral",
		bill: "Estado de cuenta", cardPurchase: "COMPRA ", part: " MSI ",
	},
}
