namespace Spico.Gateway.Identity;

/// <summary>Why a token was refused. For logs and counters: a client only learns that it was.</summary>
internal enum TokenRefusal
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>Not a signed JWT, too long, or without a claim it must have.</summary>
    Malformed,

    /// <summary>Issued by nobody we trust.</summary>
    UnknownIssuer,

    /// <summary>Signed by an algorithm or key that is not the issuer's.</summary>
    BadSignature,

    /// <summary>Of another type, such as an ID token.</summary>
    WrongType,

    /// <summary>Meant for somebody else.</summary>
    WrongAudience,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Its time has not come.</summary>
    NotYetValid,

    /// <summary>It lives longer than tokens may.</summary>
    TooLongLived,

    /// <summary>The issuer's keys cannot be read now; worth another try.</summary>
    KeysUnavailable,

    /// <summary>It was revoked.</summary>
    Revoked,
}
