namespace Spico.Testing;

/// <summary>Where the tests' own source tree lies, found upwards from the running test.</summary>
public static class Repository
{
    private static readonly Lazy<string> FoundRoot = new(() =>
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(at.FullName, "Spico.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException($"No Spico.sln above {AppContext.BaseDirectory}.");
    });

    /// <summary>The folder of Spico.sln.</summary>
    public static string Root => FoundRoot.Value;

    /// <summary>A path inside the tree.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);
}
