using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Spico.Gateway.Protocols.Spico;
using Spico.Gateway.Protocols.TextLine;

namespace Spico.Silo.Host;

/// <summary>The listeners of this process, and where they turned out to be.</summary>
internal sealed class OpenDoors
{
    private readonly Dictionary<string, (ListenOptions Listener, bool IsSecure)> _listeners = [];

    /// <summary>Opens a listener for each door of the settings.</summary>
    public void Listen(KestrelServerOptions kestrel, HostSettings settings)
    {
        kestrel.AddServerHeader = false;

        // Bodies are those of gRPC and of uploads, which have limits of their own.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        foreach ((string name, DoorOptions door) in settings.OpenDoors)
        {
            kestrel.Listen(IPAddress.Parse(door.Address), door.Port, listener =>
            {
                _listeners[name] = (listener, door.IsSecure);
                Speak(name, listener, door);
            });
        }
    }

    /// <summary>Where the doors are, once the server has started.</summary>
    public DoorAddresses Addresses() => new(
        Of(nameof(DoorsOptions.Http), "http"),
        Of(nameof(DoorsOptions.Tcp), null),
        Of(nameof(DoorsOptions.Grpc), "http"),
        Of(nameof(DoorsOptions.Text), null),
        Environment.ProcessId);

    private static void Speak(string name, ListenOptions listener, DoorOptions door)
    {
        listener.Protocols = name switch
        {
            nameof(DoorsOptions.Http) => HttpProtocols.Http1,
            nameof(DoorsOptions.Grpc) => HttpProtocols.Http2,
            _ => HttpProtocols.None,
        };
        if (door.IsSecure)
        {
            (X509Certificate2 certificate, X509Certificate2Collection chain) = Read(door);
            listener.UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                https.ServerCertificateChain = chain;
            });
        }

        switch (name)
        {
            case nameof(DoorsOptions.Tcp):
                listener.UseSpicoTcp();
                break;
            case nameof(DoorsOptions.Text):
                listener.UseTextLine();
                break;
        }
    }

    private static (X509Certificate2 Certificate, X509Certificate2Collection Chain) Read(DoorOptions door)
    {
        string? password = door.CertificatePassword.Length > 0 ? door.CertificatePassword : null;
        var chain = new X509Certificate2Collection();
        if (X509Certificate2.GetCertContentType(door.CertificateFile) == X509ContentType.Pkcs12)
        {
            return (X509CertificateLoader.LoadPkcs12FromFile(door.CertificateFile, password), chain);
        }

        chain.ImportFromPemFile(door.CertificateFile);
        string? key = door.CertificateKeyFile.Length > 0 ? door.CertificateKeyFile : null;
        return (password is null
            ? X509Certificate2.CreateFromPemFile(door.CertificateFile, key)
            : X509Certificate2.CreateFromEncryptedPemFile(door.CertificateFile, password, key), chain);
    }

    private string? Of(string name, string? scheme)
    {
        if (!_listeners.TryGetValue(name, out (ListenOptions Listener, bool IsSecure) door))
        {
            return null;
        }

        string address = door.Listener.IPEndPoint!.ToString();
        return scheme is null ? address : $"{scheme}{(door.IsSecure ? "s" : string.Empty)}://{address}";
    }
}
