namespace Spico.Testing;

/// <summary>A folder of its own for one server or test, gone when disposed of.</summary>
public sealed class TestFolder : IDisposable
{
    private TestFolder(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Creates one in the system's temporary folder.</summary>
    public static TestFolder Create(string name) =>
        new(Directory.CreateTempSubdirectory($"spico-{name}-").FullName);

    /// <summary>A path inside it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc />
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone already.
        }
        catch (IOException)
        {
            // A server that is just ending may still write into it: it lies in the temporary folder, let it lie.
        }
    }
}
