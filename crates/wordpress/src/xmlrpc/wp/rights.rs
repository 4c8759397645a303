//! What somebody may do, as far as XML-RPC tells: it names roles, not rights.
//!
//! The five roles of WordPress are known. A plugin's own role is taken for the one of them that can do the same, by asking
//! questions that are only answered with a certain right.

use super::{Known, Wp, request, response};
use crate::facts::plain_name;
use blog::{ClientError, Failure, Identity, Rights};

/// The least there is: reading.
const NOTHING: Rights = Rights {
    write: false,
    publish: false,
    upload: false,
    create_categories: false,
    create_tags: false,
    unfiltered_html: false,
    edit_others: false,
    pages: false,
};

/// What one of WordPress's own roles may do; `None` for another. `of_many`: on a network of blogs only its ruler keeps any HTML.
pub fn of_role(role: &str, of_many: bool) -> Option<Rights> {
    let contributor = Rights { write: true, ..NOTHING };
    let author = Rights { publish: true, upload: true, ..contributor };
    let editor = Rights {
        create_categories: true,
        create_tags: true,
        edit_others: true,
        pages: true,
        unfiltered_html: !of_many,
        ..author
    };
    Some(match role {
        "administrator" | "editor" => editor,
        "author" => author,
        "contributor" => contributor,
        "subscriber" => NOTHING,
        _ => return None,
    })
}

impl Wp {
    /// Who is signed in and what they may do.
    pub(super) fn who(&self) -> Result<Identity, ClientError> {
        let profile = request::profile(&self.line.caller());
        let (user_id, login, display_name, roles) = self.line.get(&profile, response::profile)?;
        let known = roles.iter().filter_map(|role| of_role(role, self.of_many));
        // Somebody may have several roles; the widest one counts.
        let widest = known.max_by_key(|rights| (rights.edit_others, rights.publish, rights.write));
        let rights = match widest {
            _ if self.is_admin => of_role("administrator", self.of_many).unwrap_or(NOTHING),
            Some(rights) => rights,
            None => self.probe()?,
        };
        // Another thread may have been first; it learned the same.
        let _ = self.known.set(Known { user_id, rights });
        Ok(Identity { user_id, display_name: plain_name(&display_name), login, roles, rights })
    }

    /// What somebody with a role of a plugin may do.
    fn probe(&self) -> Result<Rights, ClientError> {
        for (method, role) in [
            ("wp.getPageStatusList", "editor"),
            ("wp.getMediaLibrary", "author"),
            ("wp.getPostStatusList", "contributor"),
        ] {
            match self.line.get(&request::probe(&self.line.caller(), method), |_| Ok(())) {
                Ok(()) => return Ok(of_role(role, self.of_many).unwrap_or(NOTHING)),
                // 403 here means a missing right too: the sign-in has just been accepted.
                Err(error) if matches!(error.failure, Failure::Forbidden | Failure::SignIn) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(NOTHING)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_told_apart_by_what_they_may_do() {
        for (role, expected) in [
            ("administrator", [true, true, true, true, true, true, true]),
            ("editor", [true, true, true, true, true, true, true]),
            ("author", [true, true, true, false, false, false, false]),
            ("contributor", [true, false, false, false, false, false, false]),
            ("subscriber", [false; 7]),
        ] {
            let Rights {
                write,
                publish,
                upload,
                create_categories,
                create_tags,
                unfiltered_html,
                edit_others,
                pages,
            } = of_role(role, false).unwrap();
            let got = [write, publish, upload, create_categories, unfiltered_html, edit_others, pages];
            assert_eq!(create_tags, create_categories, "{role}");
            assert_eq!(got, expected, "{role}");
        }
        assert_eq!(of_role("shop_manager", false), None);
        assert!(!of_role("administrator", true).unwrap().unfiltered_html);
    }
}
