//! Writing a post over XML-RPC: what is said in several steps there, and what its numbers mean.

use super::{Wp, request, response};
use crate::exchange::Request;
use crate::xmlrpc::fault::{Fault, Refusal};
use crate::xmlrpc::line::unknown;
use crate::xmlrpc::values::Odd;
use blog::{ClientError, Failure, PostFields, PostKind, RemoteId, RemotePost, Status, Token};
use response::Read;

impl Wp {
    /// One post of this kind.
    pub(super) fn read(&self, kind: PostKind, id: RemoteId) -> Result<Read, ClientError> {
        let read = self.line.get_at(&request::read_post(&self.line.caller(), id), |value, now| {
            let read = response::post(value, now)?;
            if read.post.id == id { Ok(read) } else { Err(Odd(format!("an answer about {}", read.post.id))) }
        })?;
        if read.post.kind == kind {
            return Ok(read);
        }
        let message = format!("Number {id} on the blog is a {}, not a {kind}.", read.post.kind);
        Err(ClientError::new(Failure::NotFound, message, "of the other kind"))
    }

    /// An empty draft under the token.
    pub(super) fn shell(
        &self,
        kind: PostKind,
        title: &str,
        token: &Token,
    ) -> Result<RemotePost, ClientError> {
        // Pages are closed to comments unless somebody opens them, as over REST.
        let open = match kind {
            PostKind::Post => self.options()?.1,
            PostKind::Page => (false, false),
        };
        let asked = request::create_shell(&self.line.caller(), kind, title, token, open);
        let id = RemoteId(self.line.get(&asked, response::made)?);
        self.read(kind, id).map(|read| read.post).map_err(unknown)
    }

    /// Sets fields, and reads what came of it.
    pub(super) fn write(
        &self,
        kind: PostKind,
        id: RemoteId,
        fields: &PostFields,
        seen: Option<&str>,
    ) -> Result<RemotePost, ClientError> {
        let there = match fields.custom_fields {
            Some(_) => self.read(kind, id)?.fields,
            None => Vec::new(),
        };
        let asked = request::write_post(&self.line.caller(), kind, id, fields, &there, seen)
            .map_err(|why| ClientError::new(Failure::Rejected, why, "nothing was sent"))?;
        self.set(kind, id, &asked)?;
        let written = self.read(kind, id).map_err(unknown)?.post;
        match fields.order {
            Some(order) if kind == PostKind::Page && written.order != order => {
                let asked = request::set_order(&self.line.caller(), id, order, written.status);
                self.line.get(&asked, response::done).map_err(unknown)?;
                self.read(kind, id).map(|read| read.post).map_err(unknown)
            }
            _ => Ok(written),
        }
    }

    /// Into the trash; there already is fine.
    pub(super) fn trash(&self, kind: PostKind, id: RemoteId) -> Result<(), ClientError> {
        if self.read(kind, id)?.post.status == Status::Trashed {
            return Ok(());
        }
        self.set(kind, id, &request::trash_post(&self.line.caller(), kind, id))
    }

    /// For ever; gone already is fine.
    pub(super) fn delete(&self, kind: PostKind, id: RemoteId) -> Result<(), ClientError> {
        // What does not lie in the trash is only put there by the first try.
        match self.trash(kind, id) {
            Ok(()) => {}
            Err(error) if error.failure == Failure::NotFound => return Ok(()),
            Err(error) => return Err(error),
        }
        let asked = request::delete_post(&self.line.caller(), id);
        match self.line.get(&asked, response::done) {
            Err(error) if error.failure == Failure::NotFound => Ok(()),
            answer => answer,
        }
    }

    /// Sends a change of a post. A no that can mean two things is looked into.
    fn set(&self, kind: PostKind, id: RemoteId, asked: &Request) -> Result<(), ClientError> {
        match self.line.ask(asked) {
            Ok(told) => self.line.read(told, response::done),
            Err(Refusal::Fault(fault)) => Err(self.meaning(kind, id, &fault)),
            Err(refusal) => Err(refusal.into_error()),
        }
    }

    /// What a refused change means: the post, or something else that is not there; the sign-in, or a term.
    fn meaning(&self, kind: PostKind, id: RemoteId, fault: &Fault) -> ClientError {
        let failure = fault.meaning();
        match failure {
            Failure::NotFound | Failure::Forbidden => match self.read(kind, id) {
                Err(error) if error.failure == Failure::NotFound => error,
                _ if failure == Failure::NotFound => fault.error_as(Failure::Rejected),
                _ => fault.error_as(failure),
            },
            Failure::SignIn => match self.who() {
                Ok(_) => fault.error_as(Failure::Rejected),
                Err(error) => error,
            },
            _ => fault.error_as(failure),
        }
    }
}
