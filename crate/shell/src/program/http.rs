//! Requests over the network that the host simulates: to other containers and to the hosts that it knows.

use super::{Context, Done};

/// The most redirections that are followed, as curl has it.
const MOST_REDIRECTIONS: u32 = 50;

/// What is asked for.
pub(super) struct Request {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// What came back.
pub(super) struct Reply {
    /// The address that answered.
    pub(super) address: String,
    /// `HTTP/1.1 200 OK`.
    pub(super) status_line: String,
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// Why nothing came back: the name of the error as `errno` or the resolver has it, and the address if there was one.
pub(super) struct Failure {
    pub(super) code: String,
    pub(super) address: String,
}

/// The parts of a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Url {
    pub(super) secure: bool,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) path: String,
    /// `user:password`, if it stood there.
    pub(super) user: Option<String>,
}

impl Url {
    /// Reads a URL of HTTP; nothing for other schemes and for ports that are none.
    pub(super) fn parse(text: &str) -> Option<Url> {
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (user, place) = match authority.rsplit_once('@') {
            Some((user, place)) => (Some(user.to_owned()), place),
            None => (None, authority),
        };
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (place, if secure { 443 } else { 80 }),
        };
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Some(Url { secure, host: host.to_owned(), port, path, user })
    }

    /// The host as the header of a request names it.
    pub(super) fn authority(&self) -> String {
        if self.port == if self.secure { 443 } else { 80 } {
            self.host.clone()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Where a `Location` leads from here.
    fn join(&self, location: &str) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        match location {
            location if location.contains("://") => location.to_owned(),
            location if location.starts_with('/') => format!("{scheme}://{}{location}", self.authority()),
            location => {
                let above = self.path.rsplit_once('/').map_or("", |(above, _)| above);
                format!("{scheme}://{}{above}/{location}", self.authority())
            }
        }
    }
}

impl Reply {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The status line and the headers as they came.
    pub(super) fn head(&self) -> String {
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        format!("{}\r\n{headers}\r\n", self.status_line)
    }

    /// The address on a line, then the message as it goes over the wire.
    fn read(answer: &[u8]) -> Option<Reply> {
        let after = |bytes: &[u8], mark: &[u8]| bytes.windows(mark.len()).position(|window| window == mark);
        let line = after(answer, b"\n")?;
        let (address, rest) = (answer.get(..line)?, answer.get(line + 1..)?);
        let end = after(rest, b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(rest.get(..end)?).into_owned();
        let mut lines = head.split("\r\n");
        let status_line = lines.next()?.to_owned();
        let headers = lines.filter_map(|line| line.split_once(": "));
        Some(Reply {
            address: String::from_utf8_lossy(address).into_owned(),
            status: status_line.split(' ').nth(1)?.parse().ok()?,
            status_line,
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            body: rest.get(end + 4..)?.to_vec(),
        })
    }
}

impl Context<'_, '_> {
    /// Sends a request; nothing where there is no network.
    pub(super) fn request(&mut self, request: &Request) -> Done<Option<Result<Reply, Failure>>> {
        let Some(url) = Url::parse(&request.url) else { return Ok(None) };
        let scheme = if url.secure { "https" } else { "http" };
        let mut argv = vec!["http".to_owned(), scheme.to_owned(), url.host.clone(), url.port.to_string()];
        argv.extend([request.method.clone(), url.path.clone()]);
        let host = ("Host".to_owned(), url.authority());
        let given = |name: &str| request.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        let own = std::iter::once(&host).filter(|_| !given("host"));
        argv.extend(own.chain(&request.headers).map(|(name, value)| format!("{name}: {value}")));
        let Some((answer, status)) =
            self.kernel.ask_network(&self.task, &argv, request.body.clone())?
        else {
            return Ok(None);
        };
        self.kernel.meter.spent.network = self.kernel.meter.spent.network.saturating_add(answer.len() as u64);
        let text = String::from_utf8_lossy(&answer);
        let mut words = text.split_whitespace().map(str::to_owned);
        Ok(Some(match (status, Reply::read(&answer)) {
            (0, Some(reply)) => Ok(reply),
            (0, None) => Err(Failure { code: "ECONNRESET".to_owned(), address: String::new() }),
            _ => Err(Failure {
                code: words.next().unwrap_or_default(),
                address: words.next().unwrap_or_default(),
            }),
        }))
    }

    /// As [`Context::request`], and goes where it is sent on to. `seen` is told every reply that only sends on.
    pub(super) fn request_on(
        &mut self,
        mut request: Request,
        seen: &mut dyn FnMut(&mut Self, &Reply) -> Done<()>,
    ) -> Done<Option<(String, Result<Reply, Failure>)>> {
        for _ in 0..=MOST_REDIRECTIONS {
            let answer = match self.request(&request)? {
                None => return Ok(None),
                Some(answer) => answer,
            };
            let Ok(reply) = answer else { return Ok(Some((request.url, answer))) };
            let location = reply.header("Location").filter(|_| (301..=308).contains(&reply.status));
            let Some((from, location)) = Url::parse(&request.url).zip(location) else {
                return Ok(Some((request.url, Ok(reply))));
            };
            request.url = from.join(location);
            if reply.status < 307 && request.method == "POST" {
                request.method = "GET".to_owned();
                request.body.clear();
            }
            seen(self, &reply)?;
        }
        Ok(Some((request.url, Err(Failure { code: "ELOOP".to_owned(), address: String::new() }))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_come_apart() {
        let check = |text: &str, wanted: Option<(bool, &str, u16, &str)>| {
            let url = Url::parse(text);
            let parts = url.as_ref().map(|url| (url.secure, url.host.as_str(), url.port, url.path.as_str()));
            assert_eq!(parts, wanted, "{text}");
        };
        check("web", Some((false, "web", 80, "/")));
        check("http://a:b@web:81?x=1#y", Some((false, "web", 81, "/?x=1")));
        check("https://web/a/b", Some((true, "web", 443, "/a/b")));
        check("ftp://web", None);
        check("http://web:x/", None);
    }

    #[test]
    fn locations_lead_on() {
        let check = |from: &str, location: &str, wanted: &str| {
            assert_eq!(Url::parse(from).map(|url| url.join(location)).as_deref(), Some(wanted));
        };
        check("http://web:81/a/b?c", "/d", "http://web:81/d");
        check("http://web/a/b", "d/", "http://web/a/d/");
        check("http://web/", "https://other/", "https://other/");
    }

    #[test]
    fn replies_are_read() {
        let reply = Reply::read(b"10.0.0.1\nHTTP/1.1 404 Not Found\r\nServer: x\r\nA: b: c\r\n\r\nno\r\n\r\n").unwrap();
        assert_eq!((reply.address.as_str(), reply.status, reply.header("a")), ("10.0.0.1", 404, Some("b: c")));
        assert_eq!(reply.body, b"no\r\n\r\n");
        assert!(Reply::read(b"10.0.0.1\nHTTP/1.1 x\r\n\r\n").is_none());
    }
}
