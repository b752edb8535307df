using System.Security.Cryptography;
using System.Text;

namespace Spico.Silo;

/// <summary>Key pairs (ECDSA on P-256) in two PEM files: the private one is its owner's alone.</summary>
internal static class KeyPairFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Makes a key pair unless it is there. Of several processes at once, the first one's stays.</summary>
    public static void Ensure(string folder, string privateName, string publicName)
    {
        Directory.CreateDirectory(folder);
        string privateFile = Path.Combine(folder, privateName);
        if (!File.Exists(privateFile))
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Place(privateFile, key.ExportPkcs8PrivateKeyPem(), OwnerOnly);
        }

        string publicFile = Path.Combine(folder, publicName);
        if (!File.Exists(publicFile))
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(privateFile));
            Place(publicFile, key.ExportSubjectPublicKeyInfoPem(), Everybody);
        }
    }

    private static void Place(string file, string text, UnixFileMode mode)
    {
        // Written whole beside its place and moved there: nobody reads half a key, and the first one stays.
        string draft = $"{file}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using (var stream = new FileStream(draft, options))
        {
            stream.Write(Encoding.ASCII.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }
    }
}
