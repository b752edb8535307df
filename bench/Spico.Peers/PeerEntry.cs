using Spico.Peers.Programs;

namespace Spico.Peers;

/// <summary>A peer that can be run, if its packages are installed.</summary>
public sealed class PeerEntry
{
    private readonly Func<IPeer> _create;
    private readonly DebianPackage[] _packages;

    internal PeerEntry(string name, string summary, Func<IPeer> create, params DebianPackage[] packages)
    {
        Name = name;
        Summary = summary;
        _create = create;
        _packages = packages;
    }

    /// <summary>As typed on the command line.</summary>
    public string Name { get; }

    /// <summary>What it is, in a few words.</summary>
    public string Summary { get; }

    /// <summary>The Debian packages it needs and this machine has not.</summary>
    public IReadOnlyList<string> MissingPackages => [.. Missing.Select(package => package.Name)];

    /// <summary>Whether it can be run here.</summary>
    public bool IsInstalled => !Missing.Any();

    private IEnumerable<DebianPackage> Missing => _packages.Where(package => package.Path is null);

    /// <summary>A new one, not started.</summary>
    public IPeer Create() => _create();

    /// <summary>
    /// Installs what is missing, as root or through sudo; no service of the system is started by it.
    /// </summary>
    /// <param name="say">Is told what is going on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task InstallAsync(Action<string> say, CancellationToken cancellationToken)
    {
        DebianPackage[] missing = [.. Missing];
        if (missing.Length > 0)
        {
            await DebianPackage.InstallAsync(missing, say, cancellationToken);
        }

        if (!IsInstalled)
        {
            throw new PeerException($"{Name} still lacks {string.Join(", ", MissingPackages)}.");
        }
    }
}
