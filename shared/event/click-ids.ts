/** A parameter by which a network recognises a click that it sent. */
export interface ClickId {
  /** Whose it is. */
  network: string;
  /** Where it is the mark of an advertisement, of which kind its place was; undefined of links that nobody pays for. */
  paid?: "search" | "social" | "display";
  /** The medium of a link that is sent by mail or by a partner. */
  medium?: "email" | "affiliate";
}

/** By parameter, in lower case; of several in one address the first of this table counts. */
export const clickIds: Readonly<Record<string, ClickId>> = {
  gclid: { network: "Google Ads", paid: "search" },
  gbraid: { network: "Google Ads", paid: "search" },
  wbraid: { network: "Google Ads", paid: "search" },
  dclid: { network: "Google Ads", paid: "display" },
  msclkid: { network: "Microsoft Ads", paid: "search" },
  yclid: { network: "Yandex Direct", paid: "search" },
  ttclid: { network: "TikTok", paid: "social" },
  twclid: { network: "X", paid: "social" },
  li_fat_id: { network: "LinkedIn", paid: "social" },
  rdt_cid: { network: "Reddit", paid: "social" },
  sccid: { network: "Snapchat", paid: "social" },
  qclid: { network: "Quora", paid: "social" },
  ndclid: { network: "Nextdoor", paid: "social" },
  epik: { network: "Pinterest", paid: "social" },
  obclid: { network: "Outbrain", paid: "display" },
  dicbo: { network: "Outbrain", paid: "display" },
  tblci: { network: "Taboola", paid: "display" },
  vmcid: { network: "Yahoo", paid: "search" },
  irclid: { network: "Impact", medium: "affiliate" },
  mc_cid: { network: "Mailchimp", medium: "email" },
  _kx: { network: "Klaviyo", medium: "email" },
  // On every link that leaves them, whether paid for or not.
  fbclid: { network: "Facebook" },
  igshid: { network: "Instagram" },
  igsh: { network: "Instagram" },
  ysclid: { network: "Yandex" },
  // What goes with an identity that the browser's owner may have taken off.
  gad_source: { network: "Google Ads", paid: "search" },
  gclsrc: { network: "Google Ads", paid: "search" },
};

export const clickIdOf = (parameter: string | undefined): ClickId | undefined =>
  parameter !== undefined && Object.hasOwn(clickIds, parameter) ? clickIds[parameter] : undefined;
