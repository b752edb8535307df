namespace Spico.Gateway.Identity;

/// <summary>An issuer whose tokens are accepted: by a file of public keys, or by its OIDC discovery document.</summary>
public sealed class TrustedIssuer
{
    /// <summary>The issuer's name, exactly as in <c>iss</c>.</summary>
    public string Issuer { get; set; } = string.Empty;

    /// <summary>
    /// A file with the issuer's public keys: PEM, or a JSON Web Key Set. Read again when it changes. Exactly one of
    /// this and <see cref="Authority"/> is set.
    /// </summary>
    public string KeysFile { get; set; } = string.Empty;

    /// <summary>The issuer's HTTPS address, whose <c>/.well-known/openid-configuration</c> names the keys.</summary>
    public string Authority { get; set; } = string.Empty;

    /// <summary>
    /// What a token must be meant for at this issuer. Default: empty, which stands for
    /// <see cref="IdentityOptions.Audience"/>.
    /// </summary>
    public string Audience { get; set; } = string.Empty;

    /// <summary>
    /// The header <c>typ</c> of access tokens. Default: <c>at+jwt</c> (RFC 9068), because an ID token must not pass
    /// for an access token. Set <c>JWT</c> only for a provider that cannot say it, with an audience of its own.
    /// </summary>
    public string TokenType { get; set; } = "at+jwt";

    /// <summary>
    /// Whether <c>sub</c> is the person's id (32 hexadecimal digits). Default: no; the id is then derived from issuer
    /// and subject, so that no issuer can name a person of another.
    /// </summary>
    public bool NamesPersons { get; set; }

    /// <summary>
    /// The claim in which it names professionals by their national identifier (of Pro Santé Connect:
    /// <c>SubjectNameID</c>): 8 and the RPPS number, or 0 and the ADELI number. Who has one is the person of that
    /// identifier, the same as in the directory and whichever issuer says so: set it only for an issuer that verifies
    /// who they are. Anybody else's id is derived from issuer and subject. Default: empty, for none.
    /// </summary>
    public string NationalIdClaim { get; set; } = string.Empty;

    /// <summary>Whether its claim <c>adm</c> makes administrators. Default: no.</summary>
    public bool NamesAdministrators { get; set; }
}
