namespace Spico.Terminal;

/// <summary>A file that is saved under a name that others gave it.</summary>
internal static class SavedFile
{
    /// <summary>Saves what is written, whole or not at all; returns where it is.</summary>
    public static async Task<string> WriteAsync(string folder, string name, Func<Stream, Task> write)
    {
        string path = FreePath(folder.Length > 0 ? folder : Directory.GetCurrentDirectory(), name);
        string half = path + ".part";
        try
        {
            await using (FileStream destination = new(half, FileMode.CreateNew, FileAccess.Write))
            {
                await write(destination);
            }

            File.Move(half, path);
        }
        catch
        {
            File.Delete(half);
            throw;
        }

        return path;
    }

    // What others named is a name in a folder, and nothing else; what is there already stays.
    private static string FreePath(string folder, string name)
    {
        string safe = string.Concat(SafeText.Of(Path.GetFileName(name)).Split(Path.GetInvalidFileNameChars()));
        safe = safe.Trim('.', ' ') is { Length: > 0 } some ? some : "file";
        string path = Path.Combine(folder, safe);
        for (int number = 2; File.Exists(path) || File.Exists(path + ".part"); number++)
        {
            path = Path.Combine(
                folder, $"{Path.GetFileNameWithoutExtension(safe)} ({number}){Path.GetExtension(safe)}");
        }

        return path;
    }
}
