using System.ComponentModel.DataAnnotations;

namespace Spico.Silo.Host;

/// <summary>Where one door listens.</summary>
public sealed class DoorOptions
{
    /// <summary>Whether the door is there. Default: yes; the text line only in development.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>The address. Default: <c>127.0.0.1</c>; <c>0.0.0.0</c> for all. Beyond loopback it needs TLS.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The port; 0 for a free one.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; }

    /// <summary>
    /// The certificate that makes the door speak TLS: PEM (with its chain) or PKCS#12. Default: empty, no TLS.
    /// </summary>
    public string CertificateFile { get; set; } = string.Empty;

    /// <summary>The private key of a PEM certificate. Default: empty: the key is in the certificate's file.</summary>
    public string CertificateKeyFile { get; set; } = string.Empty;

    /// <summary>The password of the private key. Default: empty, none.</summary>
    public string CertificatePassword { get; set; } = string.Empty;

    internal bool IsSecure => CertificateFile.Length > 0;
}
