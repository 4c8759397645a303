/** What the doctor finds in the fake world: a blog with nothing wrong, one that drops the sign-in, and one that is not there. */
import type { FindingState } from './generated/FindingState'
import type { FindingView } from './generated/FindingView'

const finding = (subject: string, label: string, happened: string, state: FindingState = 'fine', more: Partial<FindingView> = {}): FindingView => ({
  subject, label, state, happened, safe: '', next: '', culprit: '', forHost: '', detail: '', ...more,
})

const SAFE = 'Your posts are safe on this computer, and nothing was changed on the blog.'

export function fakeFindings(host: string): FindingView[] {
  if (host.startsWith('nobody')) {
    const behind = [['front_door', 'The way to WordPress'], ['rest', 'REST'], ['xmlrpc', 'XML-RPC'], ['sign_in', 'Your sign-in']] as const
    return [
      finding('address', 'The address', 'The address leads nowhere else.'),
      finding('connection', 'The connection', `${host} was not found: there is no network, or the name is misspelt.`, 'broken', {
        culprit: 'the network, the name, or a server that is off',
        safe: SAFE,
        next: 'Check the spelling and whether other web pages open. If they do, the server is down or its name is not set up.',
        forHost: `Hello,\n\nI write on the WordPress blog at ${host} with a program on my computer (Copydesk), which uses WordPress's own interfaces. ${host} was not found.\n\nPlease check whether the server is up and its name points to it.\n\nThank you.`,
        detail: 'dns error: failed to lookup address information',
      }),
      ...behind.map(([subject, label]) => finding(subject, label, 'The blog was not reached.', 'skipped')),
    ]
  }
  const drops = host.startsWith('garden')
  return [
    finding('address', 'The address', `http://${host}/ leads to https://${host}/, in one step.`, 'fine', { detail: `http://${host}/ -> 301 -> https://${host}/` }),
    finding('connection', 'The connection', `${host} answers over https.`),
    finding('front_door', 'The way to WordPress', 'Nothing stands in between.'),
    finding('rest', 'REST', 'REST answers.', 'fine', { detail: `https://${host}/wp-json/` }),
    finding('xmlrpc', 'XML-RPC', `XML-RPC is blocked on ${host}.`, 'note', {
      culprit: 'a plugin or the host; many block XML-RPC for all',
      safe: 'Your posts are safe, and this keeps nothing from working.',
      next: 'Nothing has to be done: REST is there, and it is the better of the two.',
      detail: `HTTP 403 from ${host}, text/html: Forbidden`,
    }),
    finding('application_passwords', 'Application passwords', 'The blog takes application passwords.'),
    drops
      ? finding('sign_in', 'Your sign-in', `${host} did not accept the sign-in.`, 'broken', {
          culprit: 'the user name or the password; or the web server, which may drop the Authorization header',
          safe: SAFE,
          next: "Check the user name (your login, not the password's label) and make a new application password. If that does not help, the server drops the header: send its host the text below.",
          forHost: `Hello,\n\nI write on the WordPress blog at ${host} with a program on my computer (Copydesk), which uses WordPress's own interfaces. ${host} did not accept the sign-in.\n\nPlease let the Authorization header through to PHP. Apache with CGI or FastCGI: \`CGIPassAuth On\`.\n\nThank you.`,
          detail: '401 rest_not_logged_in',
        })
      : finding('sign_in', 'Your sign-in', 'You are me there.'),
    drops
      ? finding('rights', 'What you may do there', 'This shows after the sign-in.', 'skipped')
      : finding('rights', 'What you may do there', 'You may write, publish and send pictures (role: author).'),
    finding('clock', 'The clocks', 'This computer and the server have the same time.'),
    finding('uploads', 'Pictures', '3 MB in one piece get through.'),
  ]
}
