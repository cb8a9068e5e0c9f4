package web

import "net/http"

// routes lists every door for people. Below /s/{seat}/ a person is signed in
// at that seat; forms answer with a redirect, stations with JSON.
func (s *Server) routes() http.Handler {
	m := http.NewServeMux()
	get := func(path string, do action) { m.Handle("GET "+path, s.open(do)) }
	form := func(path string, do, page action) { m.Handle("POST "+path, s.openForm(do, page)) }
	page := func(path string, do action) { m.Handle("GET /s/{seat}"+path, s.seated(do)) }
	act := func(path string, do, page action) { m.Handle("POST /s/{seat}"+path, s.act(do, page)) }
	ask := func(path string, do action) { m.Handle("GET /s/{seat}"+path, s.station(do)) }
	tell := func(path string, do action) { m.Handle("POST /s/{seat}"+path, s.station(do)) }

	// Coming in.
	get("/{$}", s.signInPage)
	form("/sign-in", s.signIn, s.signInPage)
	get("/setup", s.setupPage)
	form("/setup", s.setup, s.setupPage)
	form("/look", s.switchLook, s.signInPage)
	if s.demo != nil {
		get("/demo", s.demoPage)
		form("/demo/seat", s.demoSeat, s.demoPage)
		get("/demo/scene", s.demoScene)
		form("/demo/speed", s.demoSpeed, s.demoPage)
		form("/demo/power", s.demoPower, s.demoPage)
		form("/demo/day", s.demoDay, s.demoPage)
		form("/demo/guide", s.demoGuide, s.demoPage)
		get("/demo/guide/{visit}", s.demoGuidePage)
		m.Handle("POST /demo/guide/{visit}/step", s.open(s.demoGuideStep))
		form("/demo/guide/{visit}/help", s.demoGuideHelp, s.demoGuidePage)
		act("/visits/{id}/applications/{application}/sample", s.demoScan, s.visit)
	}
	page("/{$}", s.start)
	m.Handle("POST /s/{seat}/sign-out", s.held(s.signOut))
	m.Handle("POST /s/{seat}/lock", s.heldStation(s.lock))
	m.Handle("GET /s/{seat}/locked", s.held(s.lockedPage))
	m.Handle("POST /s/{seat}/unlock", s.held(func(q *req) error { return q.tried(s.unlock, s.lockedPage) }))

	// The counter.
	page("/counter", s.counter)
	act("/arrive", s.arrive, s.counter)
	act("/next", s.callNext, s.counter)
	act("/visits/{id}/call", s.call, s.counter)
	act("/visits/{id}/sit", s.sitDown, s.counter)
	act("/visits/{id}/miss", s.miss, s.counter)
	act("/visits/{id}/guide", s.guide, s.counter)
	act("/visits/{id}/transfer", s.transfer, s.visit)
	act("/visits/{id}/notice", s.answerCall, s.counter)
	act("/pause", s.pause, s.counter)
	act("/unpause", s.unpause, s.counter)
	page("/late", s.latePage)
	act("/late", s.registerLate, s.latePage)

	// Reception: one visit with all its errands.
	page("/visits/{id}", s.visit)
	page("/visits/{id}/timeline", s.timeline)
	act("/visits/{id}/receive", s.receive, s.visit)
	act("/visits/{id}/add", s.addProcedure, s.visit)
	act("/visits/{id}/send", s.sendAll, s.visit)
	act("/visits/{id}/join", s.joinParty, s.visit)
	act("/visits/{id}/split", s.splitParty, s.visit)
	act("/visits/{id}/applications/{application}/notice", s.noticeSent, s.visit)
	act("/visits/{id}/keep", s.keep, s.visit)
	act("/visits/{id}/kept/{kept}", s.giveBack, s.visit)
	act("/visits/{id}/protect", s.protect, s.visit)
	act("/visits/{id}/unprotect", s.unprotect, s.visit)
	act("/visits/{id}/applications/{application}/send", s.send, s.visit)
	act("/visits/{id}/applications/{application}/here", s.enterHere, s.visit)
	act("/visits/{id}/applications/{application}/take-back", s.takeBack, s.visit)
	act("/visits/{id}/applications/{application}/return", s.returnIt, s.visit)
	act("/visits/{id}/applications/{application}/pend", s.pend, s.visit)
	act("/visits/{id}/applications/{application}/resume", s.resume, s.visit)
	act("/visits/{id}/applications/{application}/end", s.end, s.visit)
	act("/visits/{id}/applications/{application}/hold", s.holdIt, s.visit)
	act("/visits/{id}/applications/{application}/unhold", s.unhold, s.visit)
	act("/visits/{id}/inquiries/{inquiry}", s.answer, s.visit)
	act("/visits/{id}/hurry", s.hurry, s.visit)
	act("/visits/{id}/pages/{page}/turn", s.turnPage, s.visit)
	act("/visits/{id}/pages/{page}/move", s.movePage, s.visit)
	act("/visits/{id}/pages/{page}/replace", s.replacePage, s.visit)

	// Things that went wrong: papers that are missing, and who comes back.
	page("/pending", s.pending)
	act("/pending", s.pending, s.pending)
	act("/pending/continue", s.continuePending, s.pending)

	page("/corrections", s.corrections)
	act("/applications/{application}/core-correction", s.recordCore, s.checkPage)
	act("/applications/{application}/corrections", s.openCase, s.checkPage)
	act("/applications/{application}/corrections/{correction}/step", s.takeStep, s.checkPage)
	act("/applications/{application}/corrections/{correction}/close", s.closeCase, s.checkPage)

	// Keyed values to the core.
	page("/carry", s.carryPage)
	act("/carry", s.carryOut, s.carryPage)

	// The end of the day.
	page("/day", s.closeDayPage)
	page("/day/sheet.pdf", s.daySheet)
	act("/day/originals", s.fileDay, s.closeDayPage)
	act("/day/close", s.closeDay, s.closeDayPage)
	act("/day/reopen", s.reopenDay, s.closeDayPage)
	act("/visits/{id}/originals", s.fileOriginals, s.visit)

	// Pages: taken in by the script or by a plain form, shown as images.
	m.Handle("POST /s/{seat}/applications/{application}/pages", http.HandlerFunc(s.addPage))
	ask("/pages/{page}/view.jpg", s.pageView)
	ask("/pages/{page}/thumb.jpg", s.pageThumb)
	ask("/applications/{application}/crop/{field}", s.crop)

	// Counter check, papers, hand-over.
	page("/applications/{application}", s.checkPage)
	act("/applications/{application}/register", s.register, s.checkPage)
	act("/applications/{application}/check", s.check, s.checkPage)
	act("/applications/{application}/documents", s.makeDocuments, s.checkPage)
	act("/applications/{application}/printed", s.printed, s.checkPage)
	act("/applications/{application}/finish", s.finish, s.checkPage)
	act("/applications/{application}/reopen", s.reopen, s.checkPage)
	page("/documents/{document}", s.paper)

	// The entry station.
	page("/entry", s.entryPage)
	page("/entry/{task}", s.entryPage)
	tell("/entry/next", s.entryNext)
	ask("/entry/waiting", s.entryWaiting)
	ask("/entry/held", s.heldTasks)
	ask("/entry/ahead", s.entryAhead)
	tell("/glyphs", s.glyphs)
	ask("/tasks/{task}", s.task)
	page("/tasks/{task}/why", s.why)
	m.Handle("PUT /s/{seat}/tasks/{task}/draft", s.heldStation(s.draft))
	m.Handle("POST /s/{seat}/tasks/{task}/heartbeat", s.heldStation(s.heartbeat))
	tell("/tasks/{task}/release", s.release)
	tell("/tasks/{task}/hold", s.holdTask)
	tell("/tasks/{task}/unhold", s.wakeTask)
	tell("/tasks/{task}/finish", s.finishTask)
	tell("/tasks/{task}/undo", s.undoTask)
	tell("/tasks/{task}/ask", s.askCounter)
	tell("/tasks/{task}/return", s.returnTask)

	// Practice: the entry station over sample forms, nothing is kept.
	page("/practice", s.practicePage)
	tell("/practice/next", s.practiceNext)
	m.Handle("PUT /s/{seat}/practice/{form}/draft", s.station(s.practiceDraft))
	tell("/practice/{form}/finish", s.practiceScore)
	ask("/practice/{form}/page.png", s.practiceImage)

	// The verification station.
	page("/verify", s.verifyList)
	act("/verify/next", s.verifyNext, s.verifyList)
	page("/verify/{task}", s.verifyPage)
	page("/verify/group/{kind}", s.groupPage)
	ask("/verify/group/{kind}/rows", s.groupRows)
	tell("/verify/group/confirm", s.groupConfirm)
	ask("/tasks/{task}/verify", s.room)
	tell("/tasks/{task}/join", s.join)
	tell("/tasks/{task}/confirm", s.confirm)
	tell("/tasks/{task}/fields/{field}/correct", s.correct)
	tell("/tasks/{task}/presence", s.presence)
	tell("/tasks/{task}/leave", s.leave)

	// The center and the house.
	page("/center", s.centerPage)
	act("/center/leave", s.leaveWork, s.centerPage)
	act("/center/back", s.backToWork, s.centerPage)
	act("/center/help/{lane}", s.help, s.centerPage)
	act("/center/help/end", s.endHelp, s.centerPage)
	act("/center/people/{person}/lane", s.movePerson, s.centerPage)
	act("/center/people/{person}/skills", s.setSkills, s.centerPage)
	act("/center/lanes/{lane}", s.setCapacity, s.centerPage)
	act("/center/lanes/{lane}/call", s.callSupport, s.centerPage)
	page("/center/rules", s.centerRules)
	act("/center/rules/{procedure}", s.setKeying, s.centerRules)
	act("/center/rules/order", s.setOrder, s.centerRules)
	page("/quality", s.qualityPage)
	page("/rollout", s.rolloutPage)
	act("/rollout/stop", s.stopCenter, s.rolloutPage)
	act("/rollout/open", s.openCenter, s.rolloutPage)
	act("/rollout/{office}/{procedure}", s.setRollout, s.rolloutPage)
	page("/admin", s.adminPage)
	act("/admin/people", s.addPerson, s.adminPage)
	act("/admin/people/{person}/disable", s.disablePerson, s.adminPage)
	page("/admin/work", s.workPage)
	act("/admin/work/{job}/revive", s.reviveWork, s.workPage)
	act("/admin/people/{person}/enable", s.enablePerson, s.adminPage)
	act("/admin/people/{person}/password", s.resetPassword, s.adminPage)
	act("/admin/people/{person}/grants", s.setGrants, s.adminPage)
	page("/admin/offices", s.officesPage)
	act("/admin/offices", s.addOffice, s.officesPage)
	act("/admin/offices/{office}", s.renameOffice, s.officesPage)
	act("/admin/offices/{office}/seats", s.addSeats, s.officesPage)
	act("/admin/seats/{place}", s.renameSeat, s.officesPage)
	page("/admin/retention", s.retentionPage)
	act("/admin/retention/forms/{form}", s.proposeErasure, s.retentionPage)
	act("/admin/retention/erasures/{erasure}", s.decideErasure, s.retentionPage)
	act("/admin/retention/holds", s.holdVisit, s.retentionPage)
	act("/admin/retention/holds/{visit}/release", s.releaseVisit, s.retentionPage)
	page("/admin/settings", s.settingsPage)
	act("/admin/settings", s.setSettings, s.settingsPage)
	page("/voice", s.voicePage)
	act("/voice", s.sendVoice, s.voicePage)
	act("/voice/rules", s.setRule, s.voicePage)
	act("/voice/rules/{rule}/end", s.endRule, s.voicePage)
	act("/voice/{suggestion}", s.answerVoice, s.voicePage)
	page("/admin/numbers", s.numbersPage)
	act("/admin/numbers/{procedure}/allow", s.allowNumbers, s.numbersPage)
	act("/admin/numbers/{procedure}/forbid", s.forbidNumbers, s.numbersPage)
	act("/admin/people/{person}/second", s.removeSecond, s.adminPage)
	page("/pages/{page}/numbers", s.lookPage)
	act("/pages/{page}/numbers", s.look, s.lookPage)
	page("/me", s.mePage)
	act("/me/second", s.enrolSecond, s.mePage)
	act("/me/second/confirm", s.confirmSecond, s.mePage)
	act("/me/password", s.changePassword, s.mePage)

	// News for the screens, one stream for all windows of a browser.
	m.HandleFunc("GET /live", s.live)
	tell("/live", s.listen)

	m.Handle("GET "+s.static.base, s.static)
	m.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	get("/offline", s.offline)
	get("/", s.nothing)
	return m
}
