// \0rolldown/runtime.js
var e = Object.defineProperty, t = (e, t, n) => () => {
	if (n) throw n[0];
	try {
		return e && (t = e(e = 0)), t;
	} catch (e) {
		throw n = [e], e;
	}
}, n = (t, n) => {
	let r = {};
	for (var i in t) e(r, i, {
		get: t[i],
		enumerable: !0
	});
	return n || e(r, Symbol.toStringTag, { value: "Module" }), r;
}, r = /* @__PURE__ */ n({ QuickJSFFI: () => i }), i, a = t((() => {
	i = class {
		constructor(e) {
			this.module = e, this.DEBUG = !1, this.QTS_Throw = this.module.cwrap("QTS_Throw", "number", ["number", "number"]), this.QTS_NewError = this.module.cwrap("QTS_NewError", "number", ["number"]), this.QTS_RuntimeSetMemoryLimit = this.module.cwrap("QTS_RuntimeSetMemoryLimit", null, ["number", "number"]), this.QTS_RuntimeComputeMemoryUsage = this.module.cwrap("QTS_RuntimeComputeMemoryUsage", "number", ["number", "number"]), this.QTS_RuntimeDumpMemoryUsage = this.module.cwrap("QTS_RuntimeDumpMemoryUsage", "number", ["number"]), this.QTS_RecoverableLeakCheck = this.module.cwrap("QTS_RecoverableLeakCheck", "number", []), this.QTS_BuildIsSanitizeLeak = this.module.cwrap("QTS_BuildIsSanitizeLeak", "number", []), this.QTS_RuntimeSetMaxStackSize = this.module.cwrap("QTS_RuntimeSetMaxStackSize", null, ["number", "number"]), this.QTS_GetUndefined = this.module.cwrap("QTS_GetUndefined", "number", []), this.QTS_GetNull = this.module.cwrap("QTS_GetNull", "number", []), this.QTS_GetFalse = this.module.cwrap("QTS_GetFalse", "number", []), this.QTS_GetTrue = this.module.cwrap("QTS_GetTrue", "number", []), this.QTS_NewHostRef = this.module.cwrap("QTS_NewHostRef", "number", ["number", "number"]), this.QTS_GetHostRefId = this.module.cwrap("QTS_GetHostRefId", "number", ["number"]), this.QTS_NewRuntime = this.module.cwrap("QTS_NewRuntime", "number", []), this.QTS_FreeRuntime = this.module.cwrap("QTS_FreeRuntime", null, ["number"]), this.QTS_NewContext = this.module.cwrap("QTS_NewContext", "number", ["number", "number"]), this.QTS_FreeContext = this.module.cwrap("QTS_FreeContext", null, ["number"]), this.QTS_FreeValuePointer = this.module.cwrap("QTS_FreeValuePointer", null, ["number", "number"]), this.QTS_FreeValuePointerRuntime = this.module.cwrap("QTS_FreeValuePointerRuntime", null, ["number", "number"]), this.QTS_FreeVoidPointer = this.module.cwrap("QTS_FreeVoidPointer", null, ["number", "number"]), this.QTS_FreeCString = this.module.cwrap("QTS_FreeCString", null, ["number", "number"]), this.QTS_DupValuePointer = this.module.cwrap("QTS_DupValuePointer", "number", ["number", "number"]), this.QTS_NewObject = this.module.cwrap("QTS_NewObject", "number", ["number"]), this.QTS_NewObjectProto = this.module.cwrap("QTS_NewObjectProto", "number", ["number", "number"]), this.QTS_NewArray = this.module.cwrap("QTS_NewArray", "number", ["number"]), this.QTS_NewArrayBuffer = this.module.cwrap("QTS_NewArrayBuffer", "number", [
				"number",
				"number",
				"number"
			]), this.QTS_NewFloat64 = this.module.cwrap("QTS_NewFloat64", "number", ["number", "number"]), this.QTS_GetFloat64 = this.module.cwrap("QTS_GetFloat64", "number", ["number", "number"]), this.QTS_NewString = this.module.cwrap("QTS_NewString", "number", ["number", "number"]), this.QTS_GetString = this.module.cwrap("QTS_GetString", "number", ["number", "number"]), this.QTS_GetArrayBuffer = this.module.cwrap("QTS_GetArrayBuffer", "number", ["number", "number"]), this.QTS_GetArrayBufferLength = this.module.cwrap("QTS_GetArrayBufferLength", "number", ["number", "number"]), this.QTS_NewSymbol = this.module.cwrap("QTS_NewSymbol", "number", [
				"number",
				"number",
				"number"
			]), this.QTS_GetSymbolDescriptionOrKey = this.module.cwrap("QTS_GetSymbolDescriptionOrKey", "number", ["number", "number"]), this.QTS_IsGlobalSymbol = this.module.cwrap("QTS_IsGlobalSymbol", "number", ["number", "number"]), this.QTS_IsJobPending = this.module.cwrap("QTS_IsJobPending", "number", ["number"]), this.QTS_ExecutePendingJob = this.module.cwrap("QTS_ExecutePendingJob", "number", [
				"number",
				"number",
				"number"
			]), this.QTS_GetProp = this.module.cwrap("QTS_GetProp", "number", [
				"number",
				"number",
				"number"
			]), this.QTS_GetPropNumber = this.module.cwrap("QTS_GetPropNumber", "number", [
				"number",
				"number",
				"number"
			]), this.QTS_SetProp = this.module.cwrap("QTS_SetProp", null, [
				"number",
				"number",
				"number",
				"number"
			]), this.QTS_DefineProp = this.module.cwrap("QTS_DefineProp", null, [
				"number",
				"number",
				"number",
				"number",
				"number",
				"number",
				"boolean",
				"boolean",
				"boolean"
			]), this.QTS_GetOwnPropertyNames = this.module.cwrap("QTS_GetOwnPropertyNames", "number", [
				"number",
				"number",
				"number",
				"number",
				"number"
			]), this.QTS_Call = this.module.cwrap("QTS_Call", "number", [
				"number",
				"number",
				"number",
				"number",
				"number"
			]), this.QTS_ResolveException = this.module.cwrap("QTS_ResolveException", "number", ["number", "number"]), this.QTS_Dump = this.module.cwrap("QTS_Dump", "number", ["number", "number"]), this.QTS_Eval = this.module.cwrap("QTS_Eval", "number", [
				"number",
				"number",
				"number",
				"string",
				"number",
				"number"
			]), this.QTS_GetModuleNamespace = this.module.cwrap("QTS_GetModuleNamespace", "number", ["number", "number"]), this.QTS_Typeof = this.module.cwrap("QTS_Typeof", "number", ["number", "number"]), this.QTS_GetLength = this.module.cwrap("QTS_GetLength", "number", [
				"number",
				"number",
				"number"
			]), this.QTS_IsEqual = this.module.cwrap("QTS_IsEqual", "number", [
				"number",
				"number",
				"number",
				"number"
			]), this.QTS_GetGlobalObject = this.module.cwrap("QTS_GetGlobalObject", "number", ["number"]), this.QTS_NewPromiseCapability = this.module.cwrap("QTS_NewPromiseCapability", "number", ["number", "number"]), this.QTS_PromiseState = this.module.cwrap("QTS_PromiseState", "number", ["number", "number"]), this.QTS_PromiseResult = this.module.cwrap("QTS_PromiseResult", "number", ["number", "number"]), this.QTS_TestStringArg = this.module.cwrap("QTS_TestStringArg", null, ["string"]), this.QTS_GetDebugLogEnabled = this.module.cwrap("QTS_GetDebugLogEnabled", "number", ["number"]), this.QTS_SetDebugLogEnabled = this.module.cwrap("QTS_SetDebugLogEnabled", null, ["number", "number"]), this.QTS_BuildIsDebug = this.module.cwrap("QTS_BuildIsDebug", "number", []), this.QTS_BuildIsAsyncify = this.module.cwrap("QTS_BuildIsAsyncify", "number", []), this.QTS_NewFunction = this.module.cwrap("QTS_NewFunction", "number", [
				"number",
				"string",
				"number",
				"boolean",
				"number"
			]), this.QTS_ArgvGetJSValueConstPointer = this.module.cwrap("QTS_ArgvGetJSValueConstPointer", "number", ["number", "number"]), this.QTS_RuntimeEnableInterruptHandler = this.module.cwrap("QTS_RuntimeEnableInterruptHandler", null, ["number"]), this.QTS_RuntimeDisableInterruptHandler = this.module.cwrap("QTS_RuntimeDisableInterruptHandler", null, ["number"]), this.QTS_RuntimeEnableModuleLoader = this.module.cwrap("QTS_RuntimeEnableModuleLoader", null, ["number", "number"]), this.QTS_RuntimeDisableModuleLoader = this.module.cwrap("QTS_RuntimeDisableModuleLoader", null, ["number"]), this.QTS_bjson_encode = this.module.cwrap("QTS_bjson_encode", "number", ["number", "number"]), this.QTS_bjson_decode = this.module.cwrap("QTS_bjson_decode", "number", ["number", "number"]);
		}
	};
})), o = /* @__PURE__ */ n({ default: () => s });
async function s(e = {}) {
	var t, n = e, r = !!globalThis.window, i = !!globalThis.WorkerGlobalScope;
	function a(e) {
		e = { log: e || function() {} };
		for (let t of a.Pa) t(e);
		return n.quickJSEmscriptenExtensions = e;
	}
	a.Pa = [], n.quickjsEmscriptenInit = a, a.Pa.push((e) => {
		e.getWasmMemory = function() {
			return O;
		};
	});
	var o = "./this.program", s = import.meta.url, c = "", l, u;
	if (r || i) {
		try {
			c = new URL(".", s).href;
		} catch {}
		i && (u = (e) => {
			var t = new XMLHttpRequest();
			return t.open("GET", e, !1), t.responseType = "arraybuffer", t.send(null), new Uint8Array(t.response);
		}), l = async (e) => {
			if (e = await fetch(e, { credentials: "same-origin" }), e.ok) return e.arrayBuffer();
			throw Error(e.status + " : " + e.url);
		};
	}
	var d = console.log.bind(console), f = console.error.bind(console), p, m = !1, h, g, ee, te, _, v, y, b = !1;
	function ne() {
		var e = O.buffer;
		n.HEAP8 = te = new Int8Array(e), new Int16Array(e), n.HEAPU8 = _ = new Uint8Array(e), new Uint16Array(e), v = new Int32Array(e), y = new Uint32Array(e), new Float32Array(e), new Float64Array(e), new BigInt64Array(e), new BigUint64Array(e);
	}
	function x(e) {
		throw n.onAbort?.(e), e = "Aborted(" + e + ")", f(e), m = !0, e = new WebAssembly.RuntimeError(e + ". Build with -sASSERTIONS for more info."), ee?.(e), e;
	}
	var S;
	async function re(e) {
		if (!p) try {
			var t = await l(e);
			return new Uint8Array(t);
		} catch {}
		if (e == S && p) e = new Uint8Array(p);
		else if (u) e = u(e);
		else throw "both async and sync fetching of the wasm failed";
		return e;
	}
	async function ie(e, t) {
		try {
			var n = await re(e);
			return await WebAssembly.instantiate(n, t);
		} catch (e) {
			f(`failed to asynchronously prepare wasm: ${e}`), x(e);
		}
	}
	async function ae(e) {
		var t = S;
		if (!p) try {
			var n = fetch(t, { credentials: "same-origin" });
			return await WebAssembly.instantiateStreaming(n, e);
		} catch (e) {
			f(`wasm streaming compile failed: ${e}`), f("falling back to ArrayBuffer instantiation");
		}
		return ie(t, e);
	}
	class C {
		name = "ExitStatus";
		constructor(e) {
			this.message = `Program terminated with exit(${e})`, this.status = e;
		}
	}
	var w = (e) => {
		for (; 0 < e.length;) e.shift()(n);
	}, T = [], E = [], oe = () => {
		var e = n.preRun.shift();
		E.push(e);
	}, D = !0, O, k = new TextDecoder(), A = (e, t, n, r) => {
		if (n = t + n, r) return n;
		for (; e[t] && !(t >= n);) ++t;
		return t;
	}, j = (e, t, n) => e ? k.decode(_.subarray(e, A(_, e, t, n))) : "", M = 0, N = [
		0,
		31,
		60,
		91,
		121,
		152,
		182,
		213,
		244,
		274,
		305,
		335
	], P = [
		0,
		31,
		59,
		90,
		120,
		151,
		181,
		212,
		243,
		273,
		304,
		334
	], F = {}, I = (e) => {
		if (!(e instanceof C || e == "unwind")) throw e;
	}, L = (e) => {
		throw h = e, D || 0 < M || (n.onExit?.(e), m = !0), new C(e);
	}, se = (e) => {
		if (!m) try {
			e();
		} catch (e) {
			I(e);
		} finally {
			if (!(D || 0 < M)) try {
				h = e = h, L(e);
			} catch (e) {
				I(e);
			}
		}
	}, R = (e, t, n) => {
		var r = _;
		if (!(0 < n)) return 0;
		var i = t;
		n = t + n - 1;
		for (var a = 0; a < e.length; ++a) {
			var o = e.codePointAt(a);
			if (127 >= o) {
				if (t >= n) break;
				r[t++] = o;
			} else if (2047 >= o) {
				if (t + 1 >= n) break;
				r[t++] = 192 | o >> 6, r[t++] = 128 | o & 63;
			} else if (65535 >= o) {
				if (t + 2 >= n) break;
				r[t++] = 224 | o >> 12, r[t++] = 128 | o >> 6 & 63, r[t++] = 128 | o & 63;
			} else {
				if (t + 3 >= n) break;
				r[t++] = 240 | o >> 18, r[t++] = 128 | o >> 12 & 63, r[t++] = 128 | o >> 6 & 63, r[t++] = 128 | o & 63, a++;
			}
		}
		return r[t] = 0, t - i;
	}, z = {}, B = () => {
		if (!V) {
			var e = {
				USER: "web_user",
				LOGNAME: "web_user",
				PATH: "/",
				PWD: "/",
				HOME: "/home/web_user",
				LANG: (globalThis.navigator?.language ?? "C").replace("-", "_") + ".UTF-8",
				_: o || "./this.program"
			}, t;
			for (t in z) z[t] === void 0 ? delete e[t] : e[t] = z[t];
			var n = [];
			for (t in e) n.push(`${t}=${e[t]}`);
			V = n;
		}
		return V;
	}, V, H = (e) => {
		for (var t = 0, n = 0; n < e.length; ++n) {
			var r = e.charCodeAt(n);
			127 >= r ? t++ : 2047 >= r ? t += 2 : 55296 <= r && 57343 >= r ? (t += 4, ++n) : t += 3;
		}
		return t;
	}, U = [
		null,
		[],
		[]
	], W = (e, t, r, i) => {
		var a = {
			string: (e) => {
				var t = 0;
				if (e != null && e !== 0) {
					t = H(e) + 1;
					var n = q(t);
					R(e, n, t), t = n;
				}
				return t;
			},
			array: (e) => {
				var t = q(e.length);
				return te.set(e, t), t;
			}
		};
		e = n["_" + e];
		var o = [], s = 0;
		if (i) for (var c = 0; c < i.length; c++) {
			var l = a[r[c]];
			l ? (s === 0 && (s = J()), o[c] = l(i[c])) : o[c] = i[c];
		}
		return r = e(...o), r = function(e) {
			return s !== 0 && K(s), t === "string" ? j(e) : t === "boolean" ? !!e : e;
		}(r);
	};
	if (O = n.wasmMemory ? n.wasmMemory : new WebAssembly.Memory({
		initial: (n.INITIAL_MEMORY || 16777216) / 65536,
		maximum: 32768
	}), ne(), n.noExitRuntime && (D = n.noExitRuntime), n.print && (d = n.print), n.printErr && (f = n.printErr), n.wasmBinary && (p = n.wasmBinary), n.thisProgram && (o = n.thisProgram), n.preInit) for (typeof n.preInit == "function" && (n.preInit = [n.preInit]); 0 < n.preInit.length;) n.preInit.shift()();
	n.cwrap = (e, t, r, i) => {
		var a = !r || r.every((e) => e === "number" || e === "boolean");
		return t !== "string" && a && !i ? n["_" + e] : (...n) => W(e, t, r, n);
	}, n.UTF8ToString = j, n.stringToUTF8 = (e, t, n) => R(e, t, n), n.lengthBytesUTF8 = H;
	var G, K, q, J, Y = {
		b: (e, t, n, r) => x(`Assertion failed: ${j(e)}, at: ` + [
			t ? j(t) : "unknown filename",
			n,
			r ? j(r) : "unknown function"
		]),
		q: () => x(""),
		l: () => {
			D = !1, M = 0;
		},
		m: function(e, t) {
			e = -9007199254740992 > e || 9007199254740992 < e ? NaN : Number(e), e = /* @__PURE__ */ new Date(1e3 * e), v[t >> 2] = e.getSeconds(), v[t + 4 >> 2] = e.getMinutes(), v[t + 8 >> 2] = e.getHours(), v[t + 12 >> 2] = e.getDate(), v[t + 16 >> 2] = e.getMonth(), v[t + 20 >> 2] = e.getFullYear() - 1900, v[t + 24 >> 2] = e.getDay();
			var n = e.getFullYear();
			v[t + 28 >> 2] = (n % 4 != 0 || n % 100 == 0 && n % 400 != 0 ? P : N)[e.getMonth()] + e.getDate() - 1 | 0, v[t + 36 >> 2] = -(60 * e.getTimezoneOffset()), n = new Date(e.getFullYear(), 6, 1).getTimezoneOffset();
			var r = new Date(e.getFullYear(), 0, 1).getTimezoneOffset();
			v[t + 32 >> 2] = (n != r && e.getTimezoneOffset() == Math.min(r, n)) | 0;
		},
		j: (e, t) => (F[e] && (clearTimeout(F[e].id), delete F[e]), t && (F[e] = {
			id: setTimeout(() => {
				delete F[e], se(() => G(e, performance.now()));
			}, t),
			Qa: t
		}), 0),
		n: (e, t, n, r) => {
			var i = (/* @__PURE__ */ new Date()).getFullYear(), a = new Date(i, 0, 1).getTimezoneOffset();
			i = new Date(i, 6, 1).getTimezoneOffset(), y[e >> 2] = 60 * Math.max(a, i), v[t >> 2] = Number(a != i), t = (e) => {
				var t = Math.abs(e);
				return `UTC${0 <= e ? "-" : "+"}${String(Math.floor(t / 60)).padStart(2, "0")}${String(t % 60).padStart(2, "0")}`;
			}, e = t(a), t = t(i), i < a ? (R(e, n, 17), R(t, r, 17)) : (R(e, r, 17), R(t, n, 17));
		},
		p: () => Date.now(),
		k: (e) => {
			var t = _.length;
			if (e >>>= 0, 2147483648 < e) return !1;
			for (var n = 1; 4 >= n; n *= 2) {
				var r = t * (1 + .2 / n);
				r = Math.min(r, e + 100663296);
				a: {
					r = (Math.min(2147483648, 65536 * Math.ceil(Math.max(e, r) / 65536)) - O.buffer.byteLength + 65535) / 65536 | 0;
					try {
						O.grow(r), ne();
						var i = 1;
						break a;
					} catch {}
					i = void 0;
				}
				if (i) return !0;
			}
			return !1;
		},
		e: (e, t) => {
			var n = 0, r = 0, i;
			for (i of B()) {
				var a = t + n;
				y[e + r >> 2] = a, n += R(i, a, Infinity) + 1, r += 4;
			}
			return 0;
		},
		f: (e, t) => {
			var n = B();
			y[e >> 2] = n.length, e = 0;
			for (var r of n) e += H(r) + 1;
			return y[t >> 2] = e, 0;
		},
		d: () => 52,
		o: function() {
			return 70;
		},
		c: (e, t, n, r) => {
			for (var i = 0, a = 0; a < n; a++) {
				var o = y[t >> 2], s = y[t + 4 >> 2];
				t += 8;
				for (var c = 0; c < s; c++) {
					var l = e, u = _[o + c], p = U[l];
					u === 0 || u === 10 ? (l = l === 1 ? d : f, u = A(p, 0), u = k.decode(p.buffer ? p.subarray(0, u) : new Uint8Array(p.slice(0, u))), l(u), p.length = 0) : p.push(u);
				}
				i += s;
			}
			return y[r >> 2] = i, 0;
		},
		a: O,
		r: L,
		s: function(e, t, r, i, a) {
			return n.callbacks.callFunction(void 0, e, t, r, i, a);
		},
		i: function(e) {
			return n.callbacks.shouldInterrupt(void 0, e);
		},
		h: function(e, t, r) {
			return r = j(r), n.callbacks.loadModuleSource(void 0, e, t, r);
		},
		g: function(e, t, r, i) {
			return r = j(r), i = j(i), n.callbacks.normalizeModule(void 0, e, t, r, i);
		},
		t: function(e, t) {
			n.callbacks.freeHostRef(void 0, e, t);
		}
	}, X = await async function() {
		function e(e) {
			return e = X = e.exports, n._malloc = e.v, n._QTS_Throw = e.w, n._QTS_NewError = e.x, n._QTS_RuntimeSetMemoryLimit = e.y, n._QTS_RuntimeComputeMemoryUsage = e.z, n._QTS_RuntimeDumpMemoryUsage = e.A, n._QTS_RecoverableLeakCheck = e.B, n._QTS_BuildIsSanitizeLeak = e.C, n._QTS_RuntimeSetMaxStackSize = e.D, n._QTS_GetUndefined = e.E, n._QTS_GetNull = e.F, n._QTS_GetFalse = e.G, n._QTS_GetTrue = e.H, n._QTS_NewHostRef = e.I, n._QTS_GetHostRefId = e.J, n._QTS_NewRuntime = e.K, n._QTS_FreeRuntime = e.L, n._free = e.M, n._QTS_NewContext = e.N, n._QTS_FreeContext = e.O, n._QTS_FreeValuePointer = e.P, n._QTS_FreeValuePointerRuntime = e.Q, n._QTS_FreeVoidPointer = e.R, n._QTS_FreeCString = e.S, n._QTS_DupValuePointer = e.T, n._QTS_NewObject = e.U, n._QTS_NewObjectProto = e.V, n._QTS_NewArray = e.W, n._QTS_NewArrayBuffer = e.X, n._QTS_NewFloat64 = e.Y, n._QTS_GetFloat64 = e.Z, n._QTS_NewString = e._, n._QTS_GetString = e.$, n._QTS_GetArrayBuffer = e.aa, n._QTS_GetArrayBufferLength = e.ba, n._QTS_NewSymbol = e.ca, n._QTS_GetSymbolDescriptionOrKey = e.da, n._QTS_IsGlobalSymbol = e.ea, n._QTS_IsJobPending = e.fa, n._QTS_ExecutePendingJob = e.ga, n._QTS_GetProp = e.ha, n._QTS_GetPropNumber = e.ia, n._QTS_SetProp = e.ja, n._QTS_DefineProp = e.ka, n._QTS_GetOwnPropertyNames = e.la, n._QTS_Call = e.ma, n._QTS_ResolveException = e.na, n._QTS_Dump = e.oa, n._QTS_Eval = e.pa, n._QTS_GetModuleNamespace = e.qa, n._QTS_Typeof = e.ra, n._QTS_GetLength = e.sa, n._QTS_IsEqual = e.ta, n._QTS_GetGlobalObject = e.ua, n._QTS_NewPromiseCapability = e.va, n._QTS_PromiseState = e.wa, n._QTS_PromiseResult = e.xa, n._QTS_TestStringArg = e.ya, n._QTS_GetDebugLogEnabled = e.za, n._QTS_SetDebugLogEnabled = e.Aa, n._QTS_BuildIsDebug = e.Ba, n._QTS_BuildIsAsyncify = e.Ca, n._QTS_NewFunction = e.Da, n._QTS_ArgvGetJSValueConstPointer = e.Ea, n._QTS_RuntimeEnableInterruptHandler = e.Fa, n._QTS_RuntimeDisableInterruptHandler = e.Ga, n._QTS_RuntimeEnableModuleLoader = e.Ha, n._QTS_RuntimeDisableModuleLoader = e.Ia, n._QTS_bjson_encode = e.Ja, n._QTS_bjson_decode = e.Ka, G = e.La, K = e.Ma, q = e.Na, J = e.Oa, X;
		}
		var t = { a: Y };
		return n.instantiateWasm ? new Promise((r) => {
			n.instantiateWasm(t, (t, n) => {
				r(e(t, n));
			});
		}) : (S ??= n.locateFile ? n.locateFile ? n.locateFile("emscripten-module.wasm", c) : c + "emscripten-module.wasm" : "", e((await ae(t)).instance));
	}();
	return (function() {
		function e() {
			if (n.calledRun = !0, !m) {
				if (b = !0, X.u(), g?.(n), n.onRuntimeInitialized?.(), n.postRun) for (typeof n.postRun == "function" && (n.postRun = [n.postRun]); n.postRun.length;) {
					var e = n.postRun.shift();
					T.push(e);
				}
				w(T);
			}
		}
		if (n.preRun) for (typeof n.preRun == "function" && (n.preRun = [n.preRun]); n.preRun.length;) oe();
		w(E), n.setStatus ? (n.setStatus("Running..."), setTimeout(() => {
			setTimeout(() => n.setStatus(""), 1), e();
		}, 1)) : e();
	})(), t = b ? n : new Promise((e, t) => {
		g = e, ee = t;
	}), t;
}
var c = t((() => {})), l = {
	type: "sync",
	importFFI: () => Promise.resolve().then(() => (a(), r)).then((e) => e.QuickJSFFI),
	importModuleLoader: () => Promise.resolve().then(() => (c(), o)).then((e) => e.default)
}, u, d, f, p, m, h = t((() => {
	u = {
		JS_EVAL_TYPE_GLOBAL: 0,
		JS_EVAL_TYPE_MODULE: 1,
		JS_EVAL_TYPE_DIRECT: 2,
		JS_EVAL_TYPE_INDIRECT: 3,
		JS_EVAL_TYPE_MASK: 3,
		JS_EVAL_FLAG_STRICT: 8,
		JS_EVAL_FLAG_STRIP: 16,
		JS_EVAL_FLAG_COMPILE_ONLY: 32,
		JS_EVAL_FLAG_BACKTRACE_BARRIER: 64
	}, d = {
		BaseObjects: 1,
		Date: 2,
		Eval: 4,
		StringNormalize: 8,
		RegExp: 16,
		RegExpCompiler: 32,
		JSON: 64,
		Proxy: 128,
		MapSet: 256,
		TypedArrays: 512,
		Promise: 1024,
		BigInt: 2048,
		BigFloat: 4096,
		BigDecimal: 8192,
		OperatorOverloading: 16384,
		BignumExt: 32768
	}, f = {
		Pending: 0,
		Fulfilled: 1,
		Rejected: 2
	}, p = {
		JS_GPN_STRING_MASK: 1,
		JS_GPN_SYMBOL_MASK: 2,
		JS_GPN_PRIVATE_MASK: 4,
		JS_GPN_ENUM_ONLY: 16,
		JS_GPN_SET_ENUM: 32,
		QTS_GPN_NUMBER_MASK: 64,
		QTS_STANDARD_COMPLIANT_NUMBER: 128
	}, m = {
		IsStrictlyEqual: 0,
		IsSameValue: 1,
		IsSameValueZero: 2
	};
}));
// node_modules/quickjs-emscripten-core/dist/chunk-V2S4ZYJR.mjs
function g(...e) {
	D && console.log("quickjs-emscripten:", ...e);
}
function* ee(e) {
	return yield e;
}
function te(e) {
	return ee(y(e));
}
function _(e, t) {
	return (...n) => y(t.call(e, V, ...n));
}
function v(e, t) {
	return y(t.call(e, V));
}
function y(e) {
	function t(n) {
		return n.done ? n.value : n.value instanceof Promise ? n.value.then((n) => t(e.next(n)), (n) => t(e.throw(n))) : t(e.next(n.value));
	}
	return t(e.next());
}
function b(e, t) {
	let n;
	try {
		e.dispose();
	} catch (e) {
		n = e;
	}
	if (t && n) throw Object.assign(t, {
		message: `${t.message}
 Then, failed to dispose scope: ${n.message}`,
		disposeError: n
	}), t;
	if (t || n) throw t || n;
}
function ne(e) {
	let t = e ? Array.from(e) : [];
	function n() {
		return t.forEach((e) => e.alive ? e.dispose() : void 0);
	}
	function r() {
		return t.some((e) => e.alive);
	}
	return Object.defineProperty(t, U, {
		configurable: !0,
		enumerable: !1,
		value: n
	}), Object.defineProperty(t, "dispose", {
		configurable: !0,
		enumerable: !1,
		value: n
	}), Object.defineProperty(t, "alive", {
		configurable: !0,
		enumerable: !1,
		get: r
	}), t;
}
function x(e) {
	return !!(e && (typeof e == "object" || typeof e == "function") && "alive" in e && typeof e.alive == "boolean" && "dispose" in e && typeof e.dispose == "function");
}
function S(e) {
	if (!e) return 0;
	let t = 0;
	for (let [n, r] of Object.entries(e)) {
		if (!(n in d)) throw new L(n);
		r && (t |= d[n]);
	}
	return t;
}
function re(e) {
	if (typeof e == "number") return e;
	if (e === void 0) return 0;
	let { type: t, strict: n, strip: r, compileOnly: i, backtraceBarrier: a } = e, o = 0;
	return t === "global" && (o |= u.JS_EVAL_TYPE_GLOBAL), t === "module" && (o |= u.JS_EVAL_TYPE_MODULE), n && (o |= u.JS_EVAL_FLAG_STRICT), r && (o |= u.JS_EVAL_FLAG_STRIP), i && (o |= u.JS_EVAL_FLAG_COMPILE_ONLY), a && (o |= u.JS_EVAL_FLAG_BACKTRACE_BARRIER), o;
}
function ie(e) {
	if (typeof e == "number") return e;
	if (e === void 0) return 0;
	let { strings: t, symbols: n, quickjsPrivate: r, onlyEnumerable: i, numbers: a, numbersAsStrings: o } = e, s = 0;
	return t && (s |= p.JS_GPN_STRING_MASK), n && (s |= p.JS_GPN_SYMBOL_MASK), r && (s |= p.JS_GPN_PRIVATE_MASK), i && (s |= p.JS_GPN_ENUM_ONLY), a && (s |= p.QTS_GPN_NUMBER_MASK), o && (s |= p.QTS_STANDARD_COMPLIANT_NUMBER), s;
}
function ae(...e) {
	let t = [];
	for (let n of e) n !== void 0 && (t = t.concat(n));
	return t;
}
function C(e) {
	return e >> 8;
}
function w(e, t) {
	t.interruptHandler && e.setInterruptHandler(t.interruptHandler), t.maxStackSizeBytes !== void 0 && e.setMaxStackSize(t.maxStackSizeBytes), t.memoryLimitBytes !== void 0 && e.setMemoryLimit(t.memoryLimitBytes);
}
function T(e, t) {
	t.moduleLoader && e.setModuleLoader(t.moduleLoader), t.shouldInterrupt && e.setInterruptHandler(t.shouldInterrupt), t.memoryLimitBytes !== void 0 && e.setMemoryLimit(t.memoryLimitBytes), t.maxStackSizeBytes !== void 0 && e.setMaxStackSize(t.maxStackSizeBytes);
}
var E, oe, D, O, k, A, j, M, N, P, F, I, L, se, R, z, B, V, H, U, W, G, K, q, J, Y, X, ce, Z, le, ue, de, fe, pe, Q, me, he, ge, _e, ve, ye, be, xe, Se = t((() => {
	h(), E = Object.defineProperty, oe = (e, t) => {
		for (var n in t) E(e, n, {
			get: t[n],
			enumerable: !0
		});
	}, D = !1, O = {}, oe(O, {
		QuickJSAsyncifyError: () => N,
		QuickJSAsyncifySuspended: () => P,
		QuickJSEmptyGetOwnPropertyNames: () => R,
		QuickJSEmscriptenModuleError: () => I,
		QuickJSHostRefInvalid: () => B,
		QuickJSHostRefRangeExceeded: () => z,
		QuickJSMemoryLeakDetected: () => F,
		QuickJSNotImplemented: () => M,
		QuickJSPromisePending: () => se,
		QuickJSUnknownIntrinsic: () => L,
		QuickJSUnwrapError: () => k,
		QuickJSUseAfterFree: () => j,
		QuickJSWrongOwner: () => A
	}), k = class extends Error {
		constructor(e, t) {
			let n = typeof e == "object" && e && "message" in e ? String(e.message) : String(e);
			super(n), this.cause = e, this.context = t, this.name = "QuickJSUnwrapError";
		}
	}, A = class extends Error {
		constructor() {
			super(...arguments), this.name = "QuickJSWrongOwner";
		}
	}, j = class extends Error {
		constructor() {
			super(...arguments), this.name = "QuickJSUseAfterFree";
		}
	}, M = class extends Error {
		constructor() {
			super(...arguments), this.name = "QuickJSNotImplemented";
		}
	}, N = class extends Error {
		constructor() {
			super(...arguments), this.name = "QuickJSAsyncifyError";
		}
	}, P = class extends Error {
		constructor() {
			super(...arguments), this.name = "QuickJSAsyncifySuspended";
		}
	}, F = class extends Error {
		constructor() {
			super(...arguments), this.name = "QuickJSMemoryLeakDetected";
		}
	}, I = class extends Error {
		constructor() {
			super(...arguments), this.name = "QuickJSEmscriptenModuleError";
		}
	}, L = class extends TypeError {
		constructor() {
			super(...arguments), this.name = "QuickJSUnknownIntrinsic";
		}
	}, se = class extends Error {
		constructor() {
			super(...arguments), this.name = "QuickJSPromisePending";
		}
	}, R = class extends Error {
		constructor() {
			super(...arguments), this.name = "QuickJSEmptyGetOwnPropertyNames";
		}
	}, z = class extends Error {
		constructor() {
			super(...arguments), this.name = "QuickJSHostRefRangeExceeded";
		}
	}, B = class extends Error {
		constructor() {
			super(...arguments), this.name = "QuickJSHostRefInvalid";
		}
	}, V = ee, V.of = te, H = class {
		[Symbol.dispose]() {
			return this.dispose();
		}
	}, U = Symbol.dispose ?? Symbol.for("Symbol.dispose"), W = H.prototype, W[U] || (W[U] = function() {
		return this.dispose();
	}), G = class e extends H {
		constructor(e, t, n, r) {
			super(), this._value = e, this.copier = t, this.disposer = n, this._owner = r, this._alive = !0, this._constructorStack = D ? (/* @__PURE__ */ Error("Lifetime constructed")).stack : void 0;
		}
		get alive() {
			return this._alive;
		}
		get value() {
			return this.assertAlive(), this._value;
		}
		get owner() {
			return this._owner;
		}
		get dupable() {
			return !!this.copier;
		}
		dup() {
			if (this.assertAlive(), !this.copier) throw Error("Non-dupable lifetime");
			return new e(this.copier(this._value), this.copier, this.disposer, this._owner);
		}
		consume(e) {
			this.assertAlive();
			let t = e(this);
			return this.dispose(), t;
		}
		map(e) {
			return this.assertAlive(), e(this);
		}
		tap(e) {
			return e(this), this;
		}
		dispose() {
			this.assertAlive(), this.disposer && this.disposer(this._value), this._alive = !1;
		}
		assertAlive() {
			if (!this.alive) throw this._constructorStack ? new j(`Lifetime not alive
${this._constructorStack}
Lifetime used`) : new j("Lifetime not alive");
		}
	}, K = class extends G {
		constructor(e, t) {
			super(e, void 0, void 0, t);
		}
		get dupable() {
			return !0;
		}
		dup() {
			return this;
		}
		dispose() {}
	}, q = class extends G {
		constructor(e, t, n, r) {
			super(e, t, n, r);
		}
		dispose() {
			this._alive = !1;
		}
	}, J = class e extends H {
		constructor() {
			super(...arguments), this._disposables = new G(/* @__PURE__ */ new Set()), this.manage = (e) => (this._disposables.value.add(e), e);
		}
		static withScope(t) {
			let n = new e(), r;
			try {
				return t(n);
			} catch (e) {
				throw r = e, e;
			} finally {
				b(n, r);
			}
		}
		static withScopeMaybeAsync(t, n) {
			return v(void 0, function* (r) {
				let i = new e(), a;
				try {
					return yield* r.of(n.call(t, r, i));
				} catch (e) {
					throw a = e, e;
				} finally {
					b(i, a);
				}
			});
		}
		static async withScopeAsync(t) {
			let n = new e(), r;
			try {
				return await t(n);
			} catch (e) {
				throw r = e, e;
			} finally {
				b(n, r);
			}
		}
		get alive() {
			return this._disposables.alive;
		}
		dispose() {
			let e = Array.from(this._disposables.value.values()).reverse();
			for (let t of e) t.alive && t.dispose();
			this._disposables.dispose();
		}
	}, Y = class e extends H {
		static success(e) {
			return new X(e);
		}
		static fail(e, t) {
			return new ce(e, t);
		}
		static is(t) {
			return t instanceof e;
		}
	}, X = class extends Y {
		constructor(e) {
			super(), this.value = e;
		}
		get alive() {
			return !x(this.value) || this.value.alive;
		}
		dispose() {
			x(this.value) && this.value.dispose();
		}
		unwrap() {
			return this.value;
		}
		unwrapOr(e) {
			return this.value;
		}
	}, ce = class extends Y {
		constructor(e, t) {
			super(), this.error = e, this.onUnwrap = t;
		}
		get alive() {
			return !x(this.error) || this.error.alive;
		}
		dispose() {
			x(this.error) && this.error.dispose();
		}
		unwrap() {
			throw this.onUnwrap(this), this.error;
		}
		unwrapOr(e) {
			return e;
		}
	}, Z = Y, le = class extends H {
		constructor(e) {
			super(), this.resolve = (e) => {
				this.resolveHandle.alive && (this.context.unwrapResult(this.context.callFunction(this.resolveHandle, this.context.undefined, e || this.context.undefined)).dispose(), this.disposeResolvers(), this.onSettled());
			}, this.reject = (e) => {
				this.rejectHandle.alive && (this.context.unwrapResult(this.context.callFunction(this.rejectHandle, this.context.undefined, e || this.context.undefined)).dispose(), this.disposeResolvers(), this.onSettled());
			}, this.dispose = () => {
				this.handle.alive && this.handle.dispose(), this.disposeResolvers();
			}, this.context = e.context, this.owner = e.context.runtime, this.handle = e.promiseHandle, this.settled = new Promise((e) => {
				this.onSettled = e;
			}), this.resolveHandle = e.resolveHandle, this.rejectHandle = e.rejectHandle;
		}
		get alive() {
			return this.handle.alive || this.resolveHandle.alive || this.rejectHandle.alive;
		}
		disposeResolvers() {
			this.resolveHandle.alive && this.resolveHandle.dispose(), this.rejectHandle.alive && this.rejectHandle.dispose();
		}
	}, ue = class {
		constructor(e) {
			this.module = e;
		}
		toPointerArray(e) {
			let t = new Int32Array(e.map((e) => e.value)), n = t.length * t.BYTES_PER_ELEMENT, r = this.module._malloc(n);
			return new Uint8Array(this.module.HEAPU8.buffer, r, n).set(new Uint8Array(t.buffer)), new G(r, void 0, (e) => this.module._free(e));
		}
		newTypedArray(e, t) {
			let n = new e(Array(t).fill(0)), r = n.length * n.BYTES_PER_ELEMENT, i = this.module._malloc(r), a = new e(this.module.HEAPU8.buffer, i, t);
			return a.set(n), new G({
				typedArray: a,
				ptr: i
			}, void 0, (e) => this.module._free(e.ptr));
		}
		newMutablePointerArray(e) {
			return this.newTypedArray(Int32Array, e);
		}
		newHeapCharPointer(e) {
			let t = this.module.lengthBytesUTF8(e), n = t + 1, r = this.module._malloc(n);
			return this.module.stringToUTF8(e, r, n), new G({
				ptr: r,
				strlen: t
			}, void 0, (e) => this.module._free(e.ptr));
		}
		newHeapBufferPointer(e) {
			let t = e.byteLength, n = this.module._malloc(t);
			return this.module.HEAPU8.set(e, n), new G({
				pointer: n,
				numBytes: t
			}, void 0, (e) => this.module._free(e.pointer));
		}
		consumeHeapCharPointer(e) {
			let t = this.module.UTF8ToString(e);
			return this.module._free(e), t;
		}
	}, Object.freeze({
		BaseObjects: !0,
		Date: !0,
		Eval: !0,
		StringNormalize: !0,
		RegExp: !0,
		JSON: !0,
		Proxy: !0,
		MapSet: !0,
		TypedArrays: !0,
		Promise: !0
	}), de = class extends H {
		constructor(e, t) {
			super(), this.handle = e, this.context = t, this._isDone = !1, this.owner = t.runtime;
		}
		[Symbol.iterator]() {
			return this;
		}
		next(e) {
			if (!this.alive || this._isDone) return {
				done: !0,
				value: void 0
			};
			let t = this._next ??= this.context.getProp(this.handle, "next");
			return this.callIteratorMethod(t, e);
		}
		return(e) {
			if (!this.alive) return {
				done: !0,
				value: void 0
			};
			let t = this.context.getProp(this.handle, "return");
			if (t === this.context.undefined && e === void 0) return this.dispose(), {
				done: !0,
				value: void 0
			};
			let n = this.callIteratorMethod(t, e);
			return t.dispose(), this.dispose(), n;
		}
		throw(e) {
			if (!this.alive) return {
				done: !0,
				value: void 0
			};
			let t = e instanceof G ? e : this.context.newError(e), n = this.context.getProp(this.handle, "throw"), r = this.callIteratorMethod(n, e);
			return t.alive && t.dispose(), n.dispose(), this.dispose(), r;
		}
		get alive() {
			return this.handle.alive;
		}
		dispose() {
			this._isDone = !0, this.handle.dispose(), this._next?.dispose();
		}
		callIteratorMethod(e, t) {
			let n = t ? this.context.callFunction(e, this.handle, t) : this.context.callFunction(e, this.handle);
			if (n.error) return this.dispose(), { value: n };
			let r = this.context.getProp(n.value, "done").consume((e) => this.context.dump(e)), i = this.context.getProp(n.value, "value");
			return n.value.dispose(), r && this.dispose(), {
				value: Z.success(i),
				done: r
			};
		}
	}, fe = -2147483648, pe = 2147483647, Q = 0, me = class {
		constructor() {
			this.nextId = fe, this.freelist = [], this.groups = /* @__PURE__ */ new Map();
		}
		put(e) {
			let t = this.allocateId(), n = C(t), r = this.groups.get(n);
			return r || (r = /* @__PURE__ */ new Map(), this.groups.set(n, r)), r.set(t, e), t;
		}
		get(e) {
			if (e === Q) throw new B("no host reference id defined");
			let t = C(e), n = this.groups.get(t);
			if (!n) throw new B(`host reference id ${e} is not defined`);
			let r = n.get(e);
			if (!r) throw new B(`host reference id ${e} is not defined`);
			return r;
		}
		delete(e) {
			if (e === Q) throw new B("no host reference id defined");
			let t = C(e), n = this.groups.get(t);
			if (!n) throw new B(`host reference id ${e} is not defined`);
			n.delete(e), n.size === 0 && this.groups.delete(t), this.freelist.push(e);
		}
		allocateId() {
			if (this.freelist.length > 0) return this.freelist.shift();
			if (this.nextId === Q && this.nextId++, this.nextId > pe) throw new z(`HostRefMap: too many host refs created without disposing. Max simultaneous host refs: ${pe - fe}`);
			return this.nextId++;
		}
	}, he = class extends H {
		constructor(e, t, n) {
			if (n === Q) throw new B("cannot create HostRef with undefined id");
			super(), this.runtime = e, this.handle = t, this.id = n;
		}
		get alive() {
			return this.handle.alive;
		}
		dispose() {
			this.handle.dispose();
		}
		get value() {
			return this.runtime.hostRefs.get(this.id);
		}
	}, ge = class extends ue {
		constructor(e) {
			super(e.module), this.scope = new J(), this.copyJSValue = (e) => this.ffi.QTS_DupValuePointer(this.ctx.value, e), this.freeJSValue = (e) => {
				this.ffi.QTS_FreeValuePointer(this.ctx.value, e);
			}, e.ownedLifetimes?.forEach((e) => this.scope.manage(e)), this.owner = e.owner, this.module = e.module, this.ffi = e.ffi, this.rt = e.rt, this.ctx = this.scope.manage(e.ctx);
		}
		get alive() {
			return this.scope.alive;
		}
		dispose() {
			return this.scope.dispose();
		}
		[Symbol.dispose]() {
			return this.dispose();
		}
		manage(e) {
			return this.scope.manage(e);
		}
		consumeJSCharPointer(e) {
			let t = this.module.UTF8ToString(e);
			return this.ffi.QTS_FreeCString(this.ctx.value, e), t;
		}
		heapValueHandle(e, t) {
			let n = t ? (e) => {
				t(), this.freeJSValue(e);
			} : this.freeJSValue;
			return new G(e, this.copyJSValue, n, this.owner);
		}
		staticHeapValueHandle(e) {
			return this.manage(this.heapValueHandle(e)), new K(e, this.owner);
		}
	}, _e = class extends H {
		constructor(e) {
			super(), this._undefined = void 0, this._null = void 0, this._false = void 0, this._true = void 0, this._global = void 0, this._BigInt = void 0, this._Symbol = void 0, this._SymbolIterator = void 0, this._SymbolAsyncIterator = void 0, this.cToHostCallbacks = { callFunction: (e, t, n, r, i) => {
				if (e !== this.ctx.value) throw Error("QuickJSContext instance received C -> JS call with mismatched ctx");
				let a = this.getFunction(i);
				return J.withScopeMaybeAsync(this, function* (e, i) {
					let o = i.manage(new q(t, this.memory.copyJSValue, this.memory.freeJSValue, this.runtime)), s = Array(n);
					for (let e = 0; e < n; e++) {
						let t = this.ffi.QTS_ArgvGetJSValueConstPointer(r, e);
						s[e] = i.manage(new q(t, this.memory.copyJSValue, this.memory.freeJSValue, this.runtime));
					}
					try {
						let t = yield* e(a.apply(o, s));
						if (t) {
							if ("error" in t && t.error) throw this.runtime.debugLog("throw error", t.error), t.error;
							let e = i.manage(t instanceof G ? t : t.value);
							return this.ffi.QTS_DupValuePointer(this.ctx.value, e.value);
						}
						return 0;
					} catch (e) {
						return this.errorToHandle(e).consume((e) => this.ffi.QTS_Throw(this.ctx.value, e.value));
					}
				});
			} }, this.runtime = e.runtime, this.module = e.module, this.ffi = e.ffi, this.rt = e.rt, this.ctx = e.ctx, this.memory = new ge({
				...e,
				owner: this.runtime
			}), e.callbacks.setContextCallbacks(this.ctx.value, this.cToHostCallbacks), this.dump = this.dump.bind(this), this.getString = this.getString.bind(this), this.getNumber = this.getNumber.bind(this), this.resolvePromise = this.resolvePromise.bind(this), this.uint32Out = this.memory.manage(this.memory.newTypedArray(Uint32Array, 1));
		}
		get alive() {
			return this.memory.alive;
		}
		dispose() {
			this.memory.dispose();
		}
		get undefined() {
			if (this._undefined) return this._undefined;
			let e = this.ffi.QTS_GetUndefined();
			return this._undefined = new K(e);
		}
		get null() {
			if (this._null) return this._null;
			let e = this.ffi.QTS_GetNull();
			return this._null = new K(e);
		}
		get true() {
			if (this._true) return this._true;
			let e = this.ffi.QTS_GetTrue();
			return this._true = new K(e);
		}
		get false() {
			if (this._false) return this._false;
			let e = this.ffi.QTS_GetFalse();
			return this._false = new K(e);
		}
		get global() {
			if (this._global) return this._global;
			let e = this.ffi.QTS_GetGlobalObject(this.ctx.value);
			return this._global = this.memory.staticHeapValueHandle(e), this._global;
		}
		newNumber(e) {
			return this.memory.heapValueHandle(this.ffi.QTS_NewFloat64(this.ctx.value, e));
		}
		newString(e) {
			let t = this.memory.newHeapCharPointer(e).consume((e) => this.ffi.QTS_NewString(this.ctx.value, e.value.ptr));
			return this.memory.heapValueHandle(t);
		}
		newUniqueSymbol(e) {
			let t = (typeof e == "symbol" ? e.description : e) ?? "", n = this.memory.newHeapCharPointer(t).consume((e) => this.ffi.QTS_NewSymbol(this.ctx.value, e.value.ptr, 0));
			return this.memory.heapValueHandle(n);
		}
		newSymbolFor(e) {
			let t = (typeof e == "symbol" ? e.description : e) ?? "", n = this.memory.newHeapCharPointer(t).consume((e) => this.ffi.QTS_NewSymbol(this.ctx.value, e.value.ptr, 1));
			return this.memory.heapValueHandle(n);
		}
		getWellKnownSymbol(e) {
			return this._Symbol ??= this.memory.manage(this.getProp(this.global, "Symbol")), this.getProp(this._Symbol, e);
		}
		newBigInt(e) {
			if (!this._BigInt) {
				let e = this.getProp(this.global, "BigInt");
				this.memory.manage(e), this._BigInt = new K(e.value, this.runtime);
			}
			let t = this._BigInt, n = String(e);
			return this.newString(n).consume((e) => this.unwrapResult(this.callFunction(t, this.undefined, e)));
		}
		newObject(e) {
			e && this.runtime.assertOwned(e);
			let t = e ? this.ffi.QTS_NewObjectProto(this.ctx.value, e.value) : this.ffi.QTS_NewObject(this.ctx.value);
			return this.memory.heapValueHandle(t);
		}
		newArray() {
			let e = this.ffi.QTS_NewArray(this.ctx.value);
			return this.memory.heapValueHandle(e);
		}
		newArrayBuffer(e) {
			let t = new Uint8Array(e), n = this.memory.newHeapBufferPointer(t), r = this.ffi.QTS_NewArrayBuffer(this.ctx.value, n.value.pointer, t.length);
			return this.memory.heapValueHandle(r);
		}
		newPromise(e) {
			let t = J.withScope((e) => {
				let t = e.manage(this.memory.newMutablePointerArray(2)), n = this.ffi.QTS_NewPromiseCapability(this.ctx.value, t.value.ptr), r = this.memory.heapValueHandle(n), [i, a] = Array.from(t.value.typedArray).map((e) => this.memory.heapValueHandle(e));
				return new le({
					context: this,
					promiseHandle: r,
					resolveHandle: i,
					rejectHandle: a
				});
			});
			return e && typeof e == "function" && (e = new Promise(e)), e && Promise.resolve(e).then(t.resolve, (e) => e instanceof G ? t.reject(e) : this.newError(e).consume(t.reject)), t;
		}
		newFunction(e, t) {
			let n = typeof e == "function" ? e : t;
			if (!n) throw TypeError("Expected a function");
			return this.newFunctionWithOptions({
				name: typeof e == "string" ? e : void 0,
				length: n.length,
				isConstructor: !1,
				fn: n
			});
		}
		newConstructorFunction(e, t) {
			let n = typeof e == "function" ? e : t;
			if (!n) throw TypeError("Expected a function");
			return this.newFunctionWithOptions({
				name: typeof e == "string" ? e : void 0,
				length: n.length,
				isConstructor: !0,
				fn: n
			});
		}
		newFunctionWithOptions(e) {
			let { name: t, length: n, isConstructor: r, fn: i } = e, a = this.runtime.hostRefs.put(i);
			try {
				return this.memory.heapValueHandle(this.ffi.QTS_NewFunction(this.ctx.value, t ?? "", n, r, a));
			} catch (e) {
				throw this.runtime.hostRefs.delete(a), e;
			}
		}
		newError(e) {
			let t = this.memory.heapValueHandle(this.ffi.QTS_NewError(this.ctx.value));
			return e && typeof e == "object" ? (e.name !== void 0 && this.newString(e.name).consume((e) => this.setProp(t, "name", e)), e.message !== void 0 && this.newString(e.message).consume((e) => this.setProp(t, "message", e))) : typeof e == "string" ? this.newString(e).consume((e) => this.setProp(t, "message", e)) : e !== void 0 && this.newString(String(e)).consume((e) => this.setProp(t, "message", e)), t;
		}
		newHostRef(e) {
			let t = this.runtime.hostRefs.put(e);
			try {
				let e = this.memory.heapValueHandle(this.ffi.QTS_NewHostRef(this.ctx.value, t));
				return new he(this.runtime, e, t);
			} catch (e) {
				throw this.runtime.hostRefs.delete(t), e;
			}
		}
		toHostRef(e) {
			let t = this.ffi.QTS_GetHostRefId(e.value);
			if (t !== 0) return this.runtime.hostRefs.get(t), new he(this.runtime, e.dup(), t);
		}
		unwrapHostRef(e) {
			let t = this.ffi.QTS_GetHostRefId(e.value);
			if (t === 0) throw new B("handle is not a HostRef");
			return this.runtime.hostRefs.get(t);
		}
		typeof(e) {
			return this.runtime.assertOwned(e), this.memory.consumeHeapCharPointer(this.ffi.QTS_Typeof(this.ctx.value, e.value));
		}
		getNumber(e) {
			return this.runtime.assertOwned(e), this.ffi.QTS_GetFloat64(this.ctx.value, e.value);
		}
		getString(e) {
			return this.runtime.assertOwned(e), this.memory.consumeJSCharPointer(this.ffi.QTS_GetString(this.ctx.value, e.value));
		}
		getSymbol(e) {
			this.runtime.assertOwned(e);
			let t = this.memory.consumeJSCharPointer(this.ffi.QTS_GetSymbolDescriptionOrKey(this.ctx.value, e.value));
			return this.ffi.QTS_IsGlobalSymbol(this.ctx.value, e.value) ? Symbol.for(t) : Symbol(t);
		}
		getBigInt(e) {
			this.runtime.assertOwned(e);
			let t = this.getString(e);
			return BigInt(t);
		}
		getArrayBuffer(e) {
			this.runtime.assertOwned(e);
			let t = this.ffi.QTS_GetArrayBufferLength(this.ctx.value, e.value), n = this.ffi.QTS_GetArrayBuffer(this.ctx.value, e.value);
			if (!n) throw Error("Couldn't allocate memory to get ArrayBuffer");
			return new G(this.module.HEAPU8.subarray(n, n + t), void 0, () => this.module._free(n));
		}
		getPromiseState(e) {
			this.runtime.assertOwned(e);
			let t = this.ffi.QTS_PromiseState(this.ctx.value, e.value);
			if (t < 0) return {
				type: "fulfilled",
				value: e,
				notAPromise: !0
			};
			if (t === f.Pending) return {
				type: "pending",
				get error() {
					return new se("Cannot unwrap a pending promise");
				}
			};
			let n = this.ffi.QTS_PromiseResult(this.ctx.value, e.value), r = this.memory.heapValueHandle(n);
			if (t === f.Fulfilled) return {
				type: "fulfilled",
				value: r
			};
			if (t === f.Rejected) return {
				type: "rejected",
				error: r
			};
			throw r.dispose(), /* @__PURE__ */ Error(`Unknown JSPromiseStateEnum: ${t}`);
		}
		resolvePromise(e) {
			this.runtime.assertOwned(e);
			let t = J.withScope((t) => {
				let n = t.manage(this.getProp(this.global, "Promise")), r = t.manage(this.getProp(n, "resolve"));
				return this.callFunction(r, n, e);
			});
			return t.error ? Promise.resolve(t) : new Promise((e) => {
				J.withScope((n) => {
					let r = n.manage(this.newFunction("resolve", (t) => {
						e(this.success(t && t.dup()));
					})), i = n.manage(this.newFunction("reject", (t) => {
						e(this.fail(t && t.dup()));
					})), a = n.manage(t.value), o = n.manage(this.getProp(a, "then"));
					this.callFunction(o, a, r, i).unwrap().dispose();
				});
			});
		}
		isEqual(e, t, n = m.IsStrictlyEqual) {
			if (e === t) return !0;
			this.runtime.assertOwned(e), this.runtime.assertOwned(t);
			let r = this.ffi.QTS_IsEqual(this.ctx.value, e.value, t.value, n);
			if (r === -1) throw new M("WASM variant does not expose equality");
			return !!r;
		}
		eq(e, t) {
			return this.isEqual(e, t, m.IsStrictlyEqual);
		}
		sameValue(e, t) {
			return this.isEqual(e, t, m.IsSameValue);
		}
		sameValueZero(e, t) {
			return this.isEqual(e, t, m.IsSameValueZero);
		}
		getProp(e, t) {
			this.runtime.assertOwned(e);
			let n;
			return n = typeof t == "number" && t >= 0 ? this.ffi.QTS_GetPropNumber(this.ctx.value, e.value, t) : this.borrowPropertyKey(t).consume((t) => this.ffi.QTS_GetProp(this.ctx.value, e.value, t.value)), this.memory.heapValueHandle(n);
		}
		getLength(e) {
			if (this.runtime.assertOwned(e), !(this.ffi.QTS_GetLength(this.ctx.value, this.uint32Out.value.ptr, e.value) < 0)) return this.uint32Out.value.typedArray[0];
		}
		getOwnPropertyNames(e, t = {
			strings: !0,
			numbersAsStrings: !0
		}) {
			this.runtime.assertOwned(e), e.value;
			let n = ie(t);
			if (n === 0) throw new R("No options set, will return an empty array");
			return J.withScope((t) => {
				let r = t.manage(this.memory.newMutablePointerArray(1)), i = this.ffi.QTS_GetOwnPropertyNames(this.ctx.value, r.value.ptr, this.uint32Out.value.ptr, e.value, n);
				if (i) return this.fail(this.memory.heapValueHandle(i));
				let a = this.uint32Out.value.typedArray[0], o = r.value.typedArray[0], s = new Uint32Array(this.module.HEAP8.buffer, o, a), c = Array.from(s).map((e) => this.memory.heapValueHandle(e));
				return this.ffi.QTS_FreeVoidPointer(this.ctx.value, o), this.success(ne(c));
			});
		}
		getIterator(e) {
			let t = this._SymbolIterator ??= this.memory.manage(this.getWellKnownSymbol("iterator"));
			return J.withScope((n) => {
				let r = n.manage(this.getProp(e, t)), i = this.callFunction(r, e);
				return i.error ? i : this.success(new de(i.value, this));
			});
		}
		setProp(e, t, n) {
			this.runtime.assertOwned(e), this.borrowPropertyKey(t).consume((t) => this.ffi.QTS_SetProp(this.ctx.value, e.value, t.value, n.value));
		}
		defineProp(e, t, n) {
			this.runtime.assertOwned(e), J.withScope((r) => {
				let i = r.manage(this.borrowPropertyKey(t)), a = n.value || this.undefined, o = !!n.configurable, s = !!n.enumerable, c = !!n.value, l = n.get ? r.manage(this.newFunction(n.get.name, n.get)) : this.undefined, u = n.set ? r.manage(this.newFunction(n.set.name, n.set)) : this.undefined;
				this.ffi.QTS_DefineProp(this.ctx.value, e.value, i.value, a.value, l.value, u.value, o, s, c);
			});
		}
		callFunction(e, t, ...n) {
			this.runtime.assertOwned(e);
			let r, i = n[0];
			r = i === void 0 || Array.isArray(i) ? i ?? [] : n;
			let a = this.memory.toPointerArray(r).consume((n) => this.ffi.QTS_Call(this.ctx.value, e.value, t.value, r.length, n.value)), o = this.ffi.QTS_ResolveException(this.ctx.value, a);
			return o ? (this.ffi.QTS_FreeValuePointer(this.ctx.value, a), this.fail(this.memory.heapValueHandle(o))) : this.success(this.memory.heapValueHandle(a));
		}
		callMethod(e, t, n = []) {
			return this.getProp(e, t).consume((t) => this.callFunction(t, e, n));
		}
		evalCode(e, t = "eval.js", n) {
			let r = +(n === void 0), i = re(n), a = this.memory.newHeapCharPointer(e).consume((e) => this.ffi.QTS_Eval(this.ctx.value, e.value.ptr, e.value.strlen, t, r, i)), o = this.ffi.QTS_ResolveException(this.ctx.value, a);
			return o ? (this.ffi.QTS_FreeValuePointer(this.ctx.value, a), this.fail(this.memory.heapValueHandle(o))) : this.success(this.memory.heapValueHandle(a));
		}
		throw(e) {
			return this.errorToHandle(e).consume((e) => this.ffi.QTS_Throw(this.ctx.value, e.value));
		}
		borrowPropertyKey(e) {
			return typeof e == "number" ? this.newNumber(e) : typeof e == "string" ? this.newString(e) : new K(e.value, this.runtime);
		}
		getMemory(e) {
			if (e === this.rt.value) return this.memory;
			throw Error("Private API. Cannot get memory from a different runtime");
		}
		dump(e) {
			this.runtime.assertOwned(e);
			let t = this.typeof(e);
			if (t === "string") return this.getString(e);
			if (t === "number") return this.getNumber(e);
			if (t === "bigint") return this.getBigInt(e);
			if (t === "undefined") return;
			if (t === "symbol") return this.getSymbol(e);
			let n = this.getPromiseState(e);
			if (n.type === "fulfilled" && !n.notAPromise) return e.dispose(), {
				type: n.type,
				value: n.value.consume(this.dump)
			};
			if (n.type === "pending") return e.dispose(), { type: n.type };
			if (n.type === "rejected") return e.dispose(), {
				type: n.type,
				error: n.error.consume(this.dump)
			};
			let r = this.memory.consumeJSCharPointer(this.ffi.QTS_Dump(this.ctx.value, e.value));
			try {
				return JSON.parse(r);
			} catch {
				return r;
			}
		}
		unwrapResult(e) {
			if (e.error) {
				let t = "context" in e.error ? e.error.context : this, n = e.error.consume((e) => this.dump(e));
				if (n && typeof n == "object" && typeof n.message == "string") {
					let { message: e, name: r, stack: i, ...a } = n, o = new k(n, t);
					typeof r == "string" && (o.name = n.name), o.message = e;
					let s = o.stack;
					throw typeof i == "string" && (o.stack = `${r}: ${e}
${n.stack}Host: ${s}`), Object.assign(o, a), o;
				}
				throw new k(n);
			}
			return e.value;
		}
		[Symbol.for("nodejs.util.inspect.custom")]() {
			return this.alive ? `${this.constructor.name} { ctx: ${this.ctx.value} rt: ${this.rt.value} }` : `${this.constructor.name} { disposed }`;
		}
		getFunction(e) {
			let t = this.runtime.hostRefs.get(e);
			if (typeof t != "function") throw Error(`Host reference ${e} is not a function`);
			return t;
		}
		errorToHandle(e) {
			return e instanceof G ? e : this.newError(e);
		}
		encodeBinaryJSON(e) {
			let t = this.ffi.QTS_bjson_encode(this.ctx.value, e.value);
			return this.memory.heapValueHandle(t);
		}
		decodeBinaryJSON(e) {
			let t = this.ffi.QTS_bjson_decode(this.ctx.value, e.value);
			return this.memory.heapValueHandle(t);
		}
		success(e) {
			return Z.success(e);
		}
		fail(e) {
			return Z.fail(e, (e) => this.unwrapResult(e));
		}
	}, ve = class extends H {
		constructor(e) {
			super(), this.scope = new J(), this.contextMap = /* @__PURE__ */ new Map(), this.hostRefs = new me(), this._debugMode = !1, this.cToHostCallbacks = {
				freeHostRef: (e, t) => {
					if (e !== this.rt.value) throw Error("Runtime pointer mismatch");
					this.hostRefs.delete(t);
				},
				shouldInterrupt: (e) => {
					if (e !== this.rt.value) throw Error("QuickJSContext instance received C -> JS interrupt with mismatched rt");
					let t = this.interruptHandler;
					if (!t) throw Error("QuickJSContext had no interrupt handler");
					return +!!t(this);
				},
				loadModuleSource: _(this, function* (e, t, n, r) {
					let i = this.moduleLoader;
					if (!i) throw Error("Runtime has no module loader");
					if (t !== this.rt.value) throw Error("Runtime pointer mismatch");
					let a = this.contextMap.get(n) ?? this.newContext({ contextPointer: n });
					try {
						let t = yield* e(i(r, a));
						if (typeof t == "object" && "error" in t && t.error) throw this.debugLog("cToHostLoadModule: loader returned error", t.error), t.error;
						let n = typeof t == "string" ? t : "value" in t ? t.value : t;
						return this.memory.newHeapCharPointer(n).value.ptr;
					} catch (e) {
						return this.debugLog("cToHostLoadModule: caught error", e), a.throw(e), 0;
					}
				}),
				normalizeModule: _(this, function* (e, t, n, r, i) {
					let a = this.moduleNormalizer;
					if (!a) throw Error("Runtime has no module normalizer");
					if (t !== this.rt.value) throw Error("Runtime pointer mismatch");
					let o = this.contextMap.get(n) ?? this.newContext({ contextPointer: n });
					try {
						let t = yield* e(a(r, i, o));
						if (typeof t == "object" && "error" in t && t.error) throw this.debugLog("cToHostNormalizeModule: normalizer returned error", t.error), t.error;
						let n = typeof t == "string" ? t : t.value;
						return o.getMemory(this.rt.value).newHeapCharPointer(n).value.ptr;
					} catch (e) {
						return this.debugLog("normalizeModule: caught error", e), o.throw(e), 0;
					}
				})
			}, e.ownedLifetimes?.forEach((e) => this.scope.manage(e)), this.module = e.module, this.memory = new ue(this.module), this.ffi = e.ffi, this.rt = e.rt, this.callbacks = e.callbacks, this.scope.manage(this.rt), this.callbacks.setRuntimeCallbacks(this.rt.value, this.cToHostCallbacks), this.executePendingJobs = this.executePendingJobs.bind(this), D && this.setDebugMode(!0);
		}
		get alive() {
			return this.scope.alive;
		}
		dispose() {
			return this.scope.dispose();
		}
		newContext(e = {}) {
			let t = S(e.intrinsics), n = new G(e.contextPointer || this.ffi.QTS_NewContext(this.rt.value, t), void 0, (e) => {
				this.contextMap.delete(e), this.callbacks.deleteContext(e), this.ffi.QTS_FreeContext(e);
			}), r = new _e({
				module: this.module,
				ctx: n,
				ffi: this.ffi,
				rt: this.rt,
				ownedLifetimes: e.ownedLifetimes,
				runtime: this,
				callbacks: this.callbacks
			});
			return this.contextMap.set(n.value, r), r;
		}
		setModuleLoader(e, t) {
			this.moduleLoader = e, this.moduleNormalizer = t, this.ffi.QTS_RuntimeEnableModuleLoader(this.rt.value, +!!this.moduleNormalizer);
		}
		removeModuleLoader() {
			this.moduleLoader = void 0, this.ffi.QTS_RuntimeDisableModuleLoader(this.rt.value);
		}
		hasPendingJob() {
			return !!this.ffi.QTS_IsJobPending(this.rt.value);
		}
		setInterruptHandler(e) {
			let t = this.interruptHandler;
			this.interruptHandler = e, t || this.ffi.QTS_RuntimeEnableInterruptHandler(this.rt.value);
		}
		removeInterruptHandler() {
			this.interruptHandler &&= (this.ffi.QTS_RuntimeDisableInterruptHandler(this.rt.value), void 0);
		}
		executePendingJobs(e = -1) {
			let t = this.memory.newMutablePointerArray(1), n = this.ffi.QTS_ExecutePendingJob(this.rt.value, e ?? -1, t.value.ptr), r = t.value.typedArray[0];
			if (t.dispose(), r === 0) return this.ffi.QTS_FreeValuePointerRuntime(this.rt.value, n), Z.success(0);
			let i = this.contextMap.get(r) ?? this.newContext({ contextPointer: r }), a = i.getMemory(this.rt.value).heapValueHandle(n);
			if (i.typeof(a) === "number") {
				let e = i.getNumber(a);
				return a.dispose(), Z.success(e);
			}
			{
				let e = Object.assign(a, { context: i });
				return Z.fail(e, (e) => i.unwrapResult(e));
			}
		}
		setMemoryLimit(e) {
			if (e < 0 && e !== -1) throw Error("Cannot set memory limit to negative number. To unset, pass -1");
			this.ffi.QTS_RuntimeSetMemoryLimit(this.rt.value, e);
		}
		computeMemoryUsage() {
			let e = this.getSystemContext().getMemory(this.rt.value);
			return e.heapValueHandle(this.ffi.QTS_RuntimeComputeMemoryUsage(this.rt.value, e.ctx.value));
		}
		dumpMemoryUsage() {
			return this.memory.consumeHeapCharPointer(this.ffi.QTS_RuntimeDumpMemoryUsage(this.rt.value));
		}
		setMaxStackSize(e) {
			if (e < 0) throw Error("Cannot set memory limit to negative number. To unset, pass 0.");
			this.ffi.QTS_RuntimeSetMaxStackSize(this.rt.value, e);
		}
		assertOwned(e) {
			if (e.owner && e.owner.rt !== this.rt) throw new A(`Handle is not owned by this runtime: ${e.owner.rt.value} != ${this.rt.value}`);
		}
		setDebugMode(e) {
			this._debugMode = e, this.ffi.DEBUG && this.rt.alive && this.ffi.QTS_SetDebugLogEnabled(this.rt.value, +!!e);
		}
		isDebugMode() {
			return this._debugMode;
		}
		debugLog(...e) {
			this._debugMode && console.log("quickjs-emscripten:", ...e);
		}
		[Symbol.for("nodejs.util.inspect.custom")]() {
			return this.alive ? `${this.constructor.name} { rt: ${this.rt.value} }` : `${this.constructor.name} { disposed }`;
		}
		getSystemContext() {
			return this.context ||= this.scope.manage(this.newContext()), this.context;
		}
	}, ye = class {
		constructor(e) {
			this.freeHostRef = e.freeHostRef, this.callFunction = e.callFunction, this.shouldInterrupt = e.shouldInterrupt, this.loadModuleSource = e.loadModuleSource, this.normalizeModule = e.normalizeModule;
		}
	}, be = class {
		constructor(e) {
			this.contextCallbacks = /* @__PURE__ */ new Map(), this.runtimeCallbacks = /* @__PURE__ */ new Map(), this.suspendedCount = 0, this.cToHostCallbacks = new ye({
				freeHostRef: (e, t, n) => {
					let r = this.runtimeCallbacks.get(t);
					if (!r) throw Error(`QuickJSRuntime(rt = ${t}) not found when trying to free HostRef(id = ${n})`);
					r.freeHostRef(t, n);
				},
				callFunction: (e, t, n, r, i, a) => this.handleAsyncify(e, () => {
					try {
						let e = this.contextCallbacks.get(t);
						if (!e) throw Error(`QuickJSContext(ctx = ${t}) not found for C function call "${a}"`);
						return e.callFunction(t, n, r, i, a);
					} catch (e) {
						return console.error("[C to host error: returning null]", e), 0;
					}
				}),
				shouldInterrupt: (e, t) => this.handleAsyncify(e, () => {
					try {
						let e = this.runtimeCallbacks.get(t);
						if (!e) throw Error(`QuickJSRuntime(rt = ${t}) not found for C interrupt`);
						return e.shouldInterrupt(t);
					} catch (e) {
						return console.error("[C to host interrupt: returning error]", e), 1;
					}
				}),
				loadModuleSource: (e, t, n, r) => this.handleAsyncify(e, () => {
					try {
						let e = this.runtimeCallbacks.get(t);
						if (!e) throw Error(`QuickJSRuntime(rt = ${t}) not found for C module loader`);
						let i = e.loadModuleSource;
						if (!i) throw Error(`QuickJSRuntime(rt = ${t}) does not support module loading`);
						return i(t, n, r);
					} catch (e) {
						return console.error("[C to host module loader error: returning null]", e), 0;
					}
				}),
				normalizeModule: (e, t, n, r, i) => this.handleAsyncify(e, () => {
					try {
						let e = this.runtimeCallbacks.get(t);
						if (!e) throw Error(`QuickJSRuntime(rt = ${t}) not found for C module loader`);
						let a = e.normalizeModule;
						if (!a) throw Error(`QuickJSRuntime(rt = ${t}) does not support module loading`);
						return a(t, n, r, i);
					} catch (e) {
						return console.error("[C to host module loader error: returning null]", e), 0;
					}
				})
			}), this.module = e, this.module.callbacks = this.cToHostCallbacks;
		}
		setRuntimeCallbacks(e, t) {
			this.runtimeCallbacks.set(e, t);
		}
		deleteRuntime(e) {
			this.runtimeCallbacks.delete(e);
		}
		setContextCallbacks(e, t) {
			this.contextCallbacks.set(e, t);
		}
		deleteContext(e) {
			this.contextCallbacks.delete(e);
		}
		handleAsyncify(e, t) {
			if (e) return e.handleSleep((e) => {
				try {
					let n = t();
					if (!(n instanceof Promise)) {
						g("asyncify.handleSleep: not suspending:", n), e(n);
						return;
					}
					if (this.suspended) throw new N(`Already suspended at: ${this.suspended.stack}
Attempted to suspend at:`);
					this.suspended = new P(`(${this.suspendedCount++})`), g("asyncify.handleSleep: suspending:", this.suspended), n.then((t) => {
						this.suspended = void 0, g("asyncify.handleSleep: resolved:", t), e(t);
					}, (e) => {
						g("asyncify.handleSleep: rejected:", e), console.error("QuickJS: cannot handle error in suspended function", e), this.suspended = void 0;
					});
				} catch (e) {
					throw g("asyncify.handleSleep: error:", e), this.suspended = void 0, e;
				}
			});
			let n = t();
			if (n instanceof Promise) throw Error("Promise return value not supported in non-asyncify context.");
			return n;
		}
	}, xe = class {
		constructor(e, t) {
			this.module = e, this.ffi = t, this.callbacks = new be(e);
		}
		newRuntime(e = {}) {
			let t = new G(this.ffi.QTS_NewRuntime(), void 0, (e) => {
				this.ffi.QTS_FreeRuntime(e), this.callbacks.deleteRuntime(e);
			}), n = new ve({
				module: this.module,
				callbacks: this.callbacks,
				ffi: this.ffi,
				rt: t
			});
			return w(n, e), e.moduleLoader && n.setModuleLoader(e.moduleLoader), n;
		}
		newContext(e = {}) {
			let t = this.newRuntime(), n = t.newContext({
				...e,
				ownedLifetimes: ae(t, e.ownedLifetimes)
			});
			return t.context = n, n;
		}
		evalCode(e, t = {}) {
			return J.withScope((n) => {
				let r = n.manage(this.newContext());
				T(r.runtime, t);
				let i = r.evalCode(e, "eval.js");
				if (t.memoryLimitBytes !== void 0 && r.runtime.setMemoryLimit(-1), i.error) throw r.dump(n.manage(i.error));
				return r.dump(n.manage(i.value));
			});
		}
		getWasmMemory() {
			let e = this.module.quickjsEmscriptenInit?.(() => {})?.getWasmMemory?.();
			if (!e) throw Error("Variant does not support getting WebAssembly.Memory");
			return e;
		}
		getFFI() {
			return this.ffi;
		}
	};
})), Ce = /* @__PURE__ */ n({
	QuickJSModuleCallbacks: () => be,
	QuickJSWASMModule: () => xe,
	applyBaseRuntimeOptions: () => w,
	applyModuleEvalRuntimeOptions: () => T
}), we = t((() => {
	Se();
}));
Se(), h();
async function Te(e) {
	let t = $(await e), [n, r, { QuickJSWASMModule: i }] = await Promise.all([
		t.importModuleLoader().then($),
		t.importFFI(),
		Promise.resolve().then(() => (we(), Ce)).then($)
	]), a = await n();
	return a.type = "sync", new i(a, new r(a));
}
function $(e) {
	return e && "default" in e && e.default ? e.default && "default" in e.default && e.default.default ? e.default.default : e.default : e;
}
function Ee(e, t) {
	return {
		...e,
		async importModuleLoader() {
			let n = $(await e.importModuleLoader());
			return async function() {
				let e = t.emscriptenModule ? { ...t.emscriptenModule } : {}, r = t.log ?? ((...e) => g("newVariant moduleLoader:", ...e)), i = (e, t) => (r(...e, t), t), a = (e) => typeof e == "function" ? e() : e;
				(t.wasmLocation || t.wasmSourceMapLocation || t.locateFile) && (e.locateFile = (e, n) => {
					let r = {
						fileName: e,
						relativeTo: n
					};
					if (e.endsWith(".wasm") && t.wasmLocation !== void 0) return i(["locateFile .wasm: provide wasmLocation", r], t.wasmLocation);
					if (e.endsWith(".map")) {
						if (t.wasmSourceMapLocation !== void 0) return i(["locateFile .map: provide wasmSourceMapLocation", r], t.wasmSourceMapLocation);
						if (t.wasmLocation && !t.locateFile) return i(["locateFile .map: infer from wasmLocation", r], t.wasmLocation + ".map");
					}
					return t.locateFile ? i(["locateFile: use provided fn", r], t.locateFile(e, n)) : i(["locateFile: unhandled, passthrough", r], e);
				}), t.wasmBinary && (e.wasmBinary = await a(t.wasmBinary)), t.wasmMemory && (e.wasmMemory = await a(t.wasmMemory));
				let o = t.wasmModule, s;
				o && (e.instantiateWasm = async (e, t) => {
					s ??= Promise.resolve(a(o));
					let n = await s;
					if (!n) throw new I(`options.wasmModule returned ${String(n)}`);
					let r = await WebAssembly.instantiate(n, e);
					return t(r), r.exports;
				}), e.monitorRunDependencies = (e) => {
					r("monitorRunDependencies:", e);
				}, e.quickjsEmscriptenInit = () => De(r);
				let c = n(e), l = e.quickjsEmscriptenInit?.(r);
				if (o && l?.receiveWasmOffsetConverter && !l.existingWasmOffsetConverter) {
					let e = await a(t.wasmBinary) ?? /* @__PURE__ */ new ArrayBuffer(0);
					s ??= Promise.resolve(a(o));
					let n = await s;
					if (!n) throw new I(`options.wasmModule returned ${String(n)}`);
					l.receiveWasmOffsetConverter(e, n);
				}
				if (l?.receiveSourceMapJSON) {
					let e = await a(t.wasmSourceMapData);
					typeof e == "string" ? l.receiveSourceMapJSON(JSON.parse(e)) : e ? l.receiveSourceMapJSON(e) : l.receiveSourceMapJSON({
						version: 3,
						names: [],
						sources: [],
						mappings: ""
					});
				}
				return c;
			};
		}
	};
}
function De(e) {
	let t = "mock called, emscripten module may not be initialized yet";
	return {
		mock: !0,
		removeRunDependency(n) {
			e(`${t}: removeRunDependency called:`, n);
		},
		receiveSourceMapJSON(n) {
			e(`${t}: receiveSourceMapJSON called:`, n);
		},
		WasmOffsetConverter: void 0,
		receiveWasmOffsetConverter(n, r) {
			e(`${t}: receiveWasmOffsetConverter called:`, n, r);
		}
	};
}
// www/src/guest/quickjs.ts
function Oe(e) {
	return Te(Ee(l, { wasmBinary: e }));
}
export { Oe as loadQuickJs };
