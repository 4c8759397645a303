//! Carries a question over XML-RPC to the blog and its value back, with the sign-in. It never retries.

use super::call::Caller;
use super::fault::{self, Refusal};
use super::values::Odd;
use crate::Http;
use crate::exchange::{Request, Response};
use crate::look::is_public;
use crate::markup::Setter;
use crate::redaction::Redaction;
use blog::{Account, ClientError, Failure, Secret};
use dxr::Value;
use jiff::civil::DateTime;
use std::sync::{Arc, OnceLock};

/// One user on one blog.
pub struct Line {
    http: Arc<Http>,
    caller: Caller,
    secret: Secret,
    redaction: Redaction,
    setter: Setter,
    /// The blog's number behind this address, once known.
    blog: OnceLock<String>,
}

/// What came back: a value, and the answer it was in.
pub struct Told {
    value: Value,
    response: Response,
}

impl Line {
    /// A line for this account. Nothing is sent yet. Fails when the account's endpoint is no http address.
    pub fn new(http: Arc<Http>, account: &Account, secret: Secret) -> Result<Self, ClientError> {
        let caller = Caller::new(&account.endpoint.url, &account.user).ok_or_else(|| {
            let message = format!(
                "The account “{}” has no usable address for its blog's interface. Connect the blog again.",
                account.name
            );
            ClientError::new(Failure::Rejected, message, &account.endpoint.url)
        })?;
        let redaction = Redaction::of(&account.user, &secret);
        Ok(Self { http, caller, secret, redaction, setter: Setter(account.markup), blog: OnceLock::new() })
    }

    /// Who asks whom, by the number the blog is known to have.
    pub fn caller(&self) -> Caller {
        let blog = self.blog.get().unwrap_or(&self.caller.blog);
        Caller { blog: blog.clone(), ..self.caller.clone() }
    }

    /// Notes the blog's number. Another thread may have been first; it learned the same.
    pub fn note_blog(&self, blog: &str) {
        let _ = self.blog.set(blog.to_owned());
    }

    /// Asks, and tells a no of the blog from other trouble.
    pub fn ask(&self, request: &Request) -> Result<Told, Refusal> {
        self.ask_with(request, &mut |_| {})
    }

    fn ask_with(&self, request: &Request, progress: &mut dyn FnMut(u64)) -> Result<Told, Refusal> {
        let response = self.http.send(request, Some((&self.caller.user, &self.secret)), progress);
        let response = response.map_err(|error| Refusal::Other(self.redaction.clean(error)))?;
        match fault::value(&response) {
            Ok(value) => Ok(Told { value, response }),
            Err(Refusal::Fault(fault)) => Err(Refusal::Fault(fault.redacted(&self.redaction))),
            Err(Refusal::Other(error)) => Err(Refusal::Other(self.redaction.clean(error))),
        }
    }

    /// Reads what was told. A value that is not what it must be leaves the outcome unknown.
    pub fn read<T>(&self, told: Told, read: impl FnOnce(Value) -> Result<T, Odd>) -> Result<T, ClientError> {
        let Told { value, response } = told;
        read(value).map_err(|odd| self.redaction.clean(fault::odd(&response, odd)))
    }

    /// Asks and reads; a no has its common meaning.
    pub fn get<T>(
        &self,
        request: &Request,
        read: impl FnOnce(Value) -> Result<T, Odd>,
    ) -> Result<T, ClientError> {
        self.read(self.ask(request).map_err(Refusal::into_error)?, read)
    }

    /// The same for what can only be understood with the time on the server's own clock (UTC), where the answer says it.
    pub fn get_at<T>(
        &self,
        request: &Request,
        read: impl FnOnce(Value, Option<DateTime>) -> Result<T, Odd>,
    ) -> Result<T, ClientError> {
        let told = self.ask(request).map_err(Refusal::into_error)?;
        let at = told.response.header("date").and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
        let at = at.map(|date| date.with_time_zone(jiff::tz::TimeZone::UTC).datetime());
        self.read(told, |value| read(value, at))
    }

    /// Sends a file of so many bytes. The request is longer than the file; what is told is the file's share.
    pub fn upload<T>(
        &self,
        request: &Request,
        bytes: usize,
        progress: &mut dyn FnMut(u64),
        read: impl FnOnce(Value) -> Result<T, Odd>,
    ) -> Result<T, ClientError> {
        let (bytes, whole) = (bytes as u128, request.body.len().max(1) as u128);
        let mut share = |sent: u64| progress((u128::from(sent).min(whole) * bytes / whole) as u64);
        let told = self.ask_with(request, &mut share).map_err(Refusal::into_error)?;
        self.read(told, read)
    }

    /// Whether a reader without a sign-in gets to see this.
    pub fn is_public(&self, url: &str) -> Result<bool, ClientError> {
        is_public(&self.http, url)
    }

    /// How texts are written down on this account's blog.
    pub fn setter(&self) -> &Setter {
        &self.setter
    }
}

/// Something was done, but what came of it could not be read: the outcome is not known, whatever went wrong.
pub fn unknown(error: ClientError) -> ClientError {
    match error.failure.may_have_arrived() {
        true => error,
        false => ClientError { failure: Failure::Lost, ..error },
    }
}
