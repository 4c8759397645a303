//! The only door to the network: sends one [`Request`], follows redirects by our own rules, reads a bounded answer.
//!
//! The only file that knows `reqwest` and `tokio`. It is synchronous on purpose (callers are worker threads), may be
//! called from any thread, retries nothing, and never sends a sign-in over plain http except to this machine or to a
//! host that was explicitly allowed.

use crate::address;
use crate::exchange::{Kind, Method, Request, Response};
use crate::redirect::{self, Redirect};
use crate::trust::{self, Presented, TlsFault, Trust};
use blog::{ClientError, Failure, Secret};
use futures_util::stream;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::error::Error;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use url::Url;

/// How patient [`Http`] is, and how much it reads.
#[derive(Clone, Debug)]
pub struct Options {
    /// Until a connection stands, TLS included.
    pub connect: Duration,
    /// Without a byte in either direction.
    pub idle: Duration,
    /// For all of an exchange that is no upload, redirects included.
    pub call: Duration,
    /// Between the last byte of an upload and its answer: the blog makes its smaller pictures first.
    pub upload_answer: Duration,
    /// For all of an upload.
    pub upload: Duration,
    /// Bytes of an answer, decoded.
    pub body_limit: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            call: Duration::from_secs(60),
            upload_answer: Duration::from_secs(120),
            upload: Duration::from_secs(30 * 60),
            body_limit: 32 << 20,
        }
    }
}

/// The network. One for the whole program; shared by [`Arc`].
pub struct Http {
    /// By the system's proxy settings.
    abroad: reqwest::Client,
    /// Straight to this machine, whatever the proxy settings say.
    home: reqwest::Client,
    options: Arc<Options>,
    trust: Arc<Trust>,
    /// Hosts (`host` or `host:port`) that may be sent a sign-in over plain http.
    plain_http: Arc<Mutex<BTreeSet<String>>>,
    /// Always there until dropped.
    runtime: Option<Runtime>,
}

/// How often progress is looked at; also the grain of the idle limit.
const TICK: Duration = Duration::from_millis(50);

impl Http {
    /// With the usual patience. Fails when this system cannot make secure connections at all.
    pub fn new() -> Result<Self, ClientError> {
        Self::with(Options::default())
    }

    /// With other limits.
    pub fn with(options: Options) -> Result<Self, ClientError> {
        let failed = |error: &dyn Error| {
            let message = "Copydesk cannot make network connections on this system. Your posts are safe on this \
                           computer; check that the system's certificates (package ca-certificates on Linux) are there.";
            ClientError::new(Failure::Tls, message, chain(error))
        };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let trust = Arc::new(Trust::of_system(&provider).map_err(|error| failed(&error))?);
        let secured = trust::config(Arc::clone(&trust), provider).map_err(|error| failed(&error))?;
        let client = || {
            reqwest::Client::builder()
                .tls_backend_preconfigured(secured.clone())
                .user_agent(concat!("Copydesk/", env!("CARGO_PKG_VERSION")))
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .connect_timeout(options.connect)
                .referer(false)
        };
        let abroad = client().build().map_err(|error| failed(&error))?;
        let home = client().no_proxy().build().map_err(|error| failed(&error))?;
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("http").enable_all().build();
        let runtime = Some(runtime.map_err(|error| failed(&error))?);
        Ok(Self { abroad, home, options: Arc::new(options), trust, plain_http: Arc::default(), runtime })
    }

    /// From now on a sign-in may go to this host (`host` or `host:port`) over plain http. Only by the writer's explicit
    /// yes: anybody on the way can read it.
    pub fn allow_plain_http(&self, host: &str) {
        self.plain_http.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned());
    }

    /// From now on this one certificate is believed for this host (without a port). Only by the writer's explicit yes.
    pub fn pin(&self, host: &str, fingerprint: &str) {
        self.trust.pin(host, fingerprint);
    }

    /// The certificate of this host (without a port) that was last not believed.
    pub fn refused_certificate(&self, host: &str) -> Option<Presented> {
        self.trust.refused(host)
    }

    /// Sends a request, as `secret` (user name and application password) when given, in a header or in the body as the
    /// request wants it, and returns whatever answer came, 4xx and 5xx included. An error means that no whole answer came, or that a redirect was not followed.
    ///
    /// Blocks. `progress` is called on this thread with the bytes of the body handed to the network so far.
    pub fn send(
        &self,
        request: &Request,
        secret: Option<(&str, &Secret)>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Response, ClientError> {
        let Some(runtime) = &self.runtime else {
            return Err(ClientError::new(Failure::NoConnection, "Copydesk is closing.", ""));
        };
        let (tell, told) = mpsc::channel();
        let host = address::host(&request.url);
        let sent = Arc::new(AtomicU64::new(0));
        let journey = Journey {
            abroad: self.abroad.clone(),
            home: self.home.clone(),
            options: Arc::clone(&self.options),
            plain_http: Arc::clone(&self.plain_http),
            request: secret.map_or_else(|| request.clone(), |(_, secret)| request.with_password(secret)),
            secret: secret.map(|(user, secret)| (user.to_owned(), secret.clone())),
            sent: Arc::clone(&sent),
        };
        runtime.spawn(async move {
            // Nobody listens any more only when the caller's thread is gone.
            let _ = tell.send(journey.run().await);
        });
        let mut seen = 0;
        loop {
            let answer = told.recv_timeout(TICK);
            let now = sent.load(Ordering::Relaxed);
            if now != seen {
                seen = now;
                progress(now);
            }
            match answer {
                Ok(answer) => return answer,
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    let message = format!("The connection to {host} ended unexpectedly.");
                    return Err(ClientError::new(Failure::Lost, message, "the exchange was abandoned"));
                }
            }
        }
    }
}

impl Drop for Http {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// One exchange with its redirects, owning all it needs.
struct Journey {
    abroad: reqwest::Client,
    home: reqwest::Client,
    options: Arc<Options>,
    plain_http: Arc<Mutex<BTreeSet<String>>>,
    request: Request,
    secret: Option<(String, Secret)>,
    sent: Arc<AtomicU64>,
}

impl Journey {
    async fn run(self) -> Result<Response, ClientError> {
        let whole = if self.request.kind == Kind::Upload { self.options.upload } else { self.options.call };
        let host = address::host(&self.request.url);
        timeout(whole, self.follow()).await.unwrap_or_else(|_| Err(silent(&host, whole, "whole exchange")))
    }

    async fn follow(&self) -> Result<Response, ClientError> {
        let mut url = self.request.url.clone();
        for _ in 0..=redirect::MAX_HOPS {
            self.may_go(&url)?;
            let answer = self.ask(&url).await?;
            if self.request.kind == Kind::Step {
                return self.read(url, answer).await;
            }
            let location = answer.headers().get("location").and_then(|value| value.to_str().ok());
            match redirect::judge(self.request.method, &url, answer.status().as_u16(), location) {
                Redirect::None => return self.read(url, answer).await,
                Redirect::Follow(next) => url = next,
                Redirect::Offer(to) => {
                    let message = format!(
                        "{} sends Copydesk on to {to}. The sign-in goes to no other address than the one you gave, so \
                         this was not followed; if that is your blog, connect it under that address.",
                        address::host(&url)
                    );
                    return Err(ClientError::new(Failure::Redirected, message, to));
                }
                Redirect::Unclear => {
                    let message =
                        format!("{} answered with a redirect that leads nowhere.", address::host(&url));
                    let detail =
                        format!("HTTP {} to {}", answer.status().as_u16(), location.unwrap_or("nothing"));
                    return Err(ClientError::new(Failure::NotOurs, message, detail));
                }
            }
        }
        let message = format!("{} sends Copydesk in circles.", address::host(&url));
        Err(ClientError::new(Failure::Redirected, message, url))
    }

    /// Refuses schemes that are none of ours, and a sign-in in the clear.
    fn may_go(&self, url: &Url) -> Result<(), ClientError> {
        let host = address::host(url);
        let plain = || self.plain_http.lock().unwrap_or_else(PoisonError::into_inner).contains(&host);
        let allowed = || address::is_loopback(url) || plain();
        let message = match url.scheme() {
            "https" => return Ok(()),
            "http" if self.secret.is_none() || allowed() => return Ok(()),
            "http" => format!(
                "{host} is addressed over plain http, which anybody on the way can read, so the password was not sent. \
                 Use the blog's https address."
            ),
            scheme => format!("Copydesk speaks to blogs over https, not over “{scheme}”. Nothing was sent."),
        };
        Err(ClientError::new(Failure::Rejected, message, url.as_str()))
    }

    /// One hop: sends everything, returns when the head of the answer is there.
    async fn ask(&self, url: &Url) -> Result<reqwest::Response, ClientError> {
        let client = if address::is_loopback(url) { &self.home } else { &self.abroad };
        let method = match self.request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Delete => reqwest::Method::DELETE,
            Method::Options => reqwest::Method::OPTIONS,
        };
        let mut builder = client.request(method, url.clone());
        for (name, value) in &self.request.headers {
            builder = builder.header(*name, value);
        }
        if let Some((user, secret)) = self.secret.as_ref().filter(|_| self.request.password_at.is_none()) {
            builder = builder.basic_auth(user, Some(secret.reveal()));
        }
        self.sent.store(0, Ordering::Relaxed);
        let size = self.request.body.len();
        if self.request.method == Method::Post {
            builder = builder.header("Content-Length", size).body(self.counted());
        }
        let mut answer = Box::pin(builder.send());
        let (mut seen, mut since) = (0, Instant::now());
        loop {
            if let Ok(answer) = timeout(TICK.min(self.options.idle), &mut answer).await {
                return answer.map_err(|error| unreached(error, url, &self.options));
            }
            let now = self.sent.load(Ordering::Relaxed);
            if now != seen {
                (seen, since) = (now, Instant::now());
            }
            let all_sent = self.request.kind == Kind::Upload && now == size as u64;
            let patience = if all_sent { self.options.upload_answer } else { self.options.idle };
            if since.elapsed() >= patience {
                return Err(silent(&address::host(url), patience, "no answer"));
            }
        }
    }

    /// The body in pieces that are counted as the network takes them.
    fn counted(&self) -> reqwest::Body {
        const PIECE: usize = 64 << 10;
        let (body, sent) = (self.request.body.clone(), Arc::clone(&self.sent));
        let pieces = (0..body.len()).step_by(PIECE).map(move |start| {
            let piece = &body[start..body.len().min(start + PIECE)];
            sent.fetch_add(piece.len() as u64, Ordering::Relaxed);
            Ok::<_, Infallible>(piece.to_vec())
        });
        reqwest::Body::wrap_stream(stream::iter(pieces))
    }

    /// Reads the answer, decoded, up to the limit.
    async fn read(&self, url: Url, mut answer: reqwest::Response) -> Result<Response, ClientError> {
        let host = address::host(&url);
        let headers = answer
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
        let mut response = Response {
            status: answer.status().as_u16(),
            headers: headers.collect(),
            body: Vec::new(),
            final_url: url,
        };
        if matches!(self.request.kind, Kind::Look | Kind::Step) {
            return Ok(response);
        }
        loop {
            let piece = timeout(self.options.idle, answer.chunk()).await;
            match piece.map_err(|_| silent(&host, self.options.idle, "the answer stopped"))? {
                Ok(None) => return Ok(response),
                Ok(Some(piece)) if response.body.len() + piece.len() <= self.options.body_limit => {
                    response.body.extend_from_slice(&piece);
                }
                Ok(Some(_)) => {
                    let message = format!("The answer of {host} was too long to be a blog's.");
                    let detail = format!("more than {} bytes", self.options.body_limit);
                    return Err(ClientError::new(Failure::NotOurs, message, detail));
                }
                Err(error) => {
                    let message = format!("The connection to {host} broke while it was answering.");
                    return Err(ClientError::new(Failure::Lost, message, chain(&error.without_url())));
                }
            }
        }
    }
}

/// Nothing came for too long.
fn silent(host: &str, patience: Duration, detail: &str) -> ClientError {
    let message =
        format!("{host} did not answer within {} seconds.", patience.as_secs_f64().round().max(1.0));
    ClientError::new(Failure::Lost, message, format!("{detail} within {patience:?}"))
}

/// What it means that not even the head of an answer came.
fn unreached(error: reqwest::Error, url: &Url, options: &Options) -> ClientError {
    let (host, error) = (address::host(url), error.without_url());
    let (failure, message) = if error.is_builder() {
        (Failure::Rejected, format!("The request to {host} could not be put into words. Nothing was sent."))
    } else if let Some(fault) = distrust(&error) {
        (Failure::Tls, format!("No secure connection to {host}: {}. Nothing was sent.", fault.words()))
    } else if !error.is_connect() {
        (Failure::Lost, format!("The connection to {host} broke before an answer came."))
    } else if error.is_dns() || is_unknown_name(&error) {
        (
            Failure::NoConnection,
            format!("{host} was not found: there is no network, or the name is misspelt."),
        )
    } else if error.is_timeout() {
        let seconds = options.connect.as_secs_f64().round().max(1.0);
        (Failure::NoConnection, format!("{host} did not take the call within {seconds} seconds."))
    } else {
        (Failure::NoConnection, format!("{host} could not be reached."))
    };
    ClientError::new(failure, message, chain(&error))
}

/// An error with all that caused it, on one line.
fn chain(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        line = format!("{line}: {cause}");
        next = cause.source();
    }
    line
}

/// Looks for a cause in the whole chain; an `io::Error` hides what it wraps from `source()`.
fn cause<T>(
    error: &(dyn Error + 'static),
    wanted: &dyn Fn(&(dyn Error + 'static)) -> Option<T>,
) -> Option<T> {
    let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    wanted(error)
        .or_else(|| inside.and_then(|inside| cause(inside, wanted)))
        .or_else(|| error.source().and_then(|source| cause(source, wanted)))
}

fn distrust(error: &(dyn Error + 'static)) -> Option<TlsFault> {
    cause(error, &|cause| cause.downcast_ref::<rustls::Error>().map(TlsFault::of))
}

fn is_unknown_name(error: &(dyn Error + 'static)) -> bool {
    cause(error, &|cause| (cause.to_string() == "dns error").then_some(())).is_some()
}

#[cfg(test)]
mod tests;
