using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>Proof of who is calling: an access token, or the login and password of a local account.</summary>
public sealed class Credential
{
    private Credential()
    {
    }

    internal string? AccessToken { get; private init; }

    internal SignInRequest? SignIn { get; private init; }

    /// <summary>A JWT of the server's own or a configured issuer.</summary>
    public static Credential Token(string accessToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(accessToken);
        return new Credential { AccessToken = accessToken };
    }

    /// <summary>A local account.</summary>
    public static Credential Login(string login, string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(login);
        ArgumentException.ThrowIfNullOrEmpty(password);
        return new Credential { SignIn = new SignInRequest { Login = login, Password = password } };
    }
}
