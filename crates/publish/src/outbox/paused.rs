//! Accounts whose sending the writer has stopped for a while: a bad line, a blog under repair, a second thought. What is
//! pressed meanwhile is kept and confirmed as ever; nothing leaves until the writer says so, whatever is started again.

use super::{Outbox, OutboxError};
use blog::AccountId;

impl Outbox {
    /// Stops or resumes sending for an account. A run in progress stops before its next step.
    pub fn pause(&self, account: &AccountId, paused: bool) -> Result<(), OutboxError> {
        let sql = if paused {
            "INSERT OR IGNORE INTO paused (account) VALUES (?1)"
        } else {
            "DELETE FROM paused WHERE account = ?1"
        };
        self.connection().execute(sql, [account.as_str()])?;
        Ok(())
    }

    /// The accounts for which nothing is sent now.
    pub fn paused(&self) -> Result<Vec<AccountId>, OutboxError> {
        let connection = self.connection();
        let mut statement = connection.prepare("SELECT account FROM paused ORDER BY account")?;
        let names = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        Ok(names.iter().filter_map(|name| AccountId::new(name)).collect())
    }
}
