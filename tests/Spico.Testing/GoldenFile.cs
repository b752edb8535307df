using System.Runtime.CompilerServices;
using System.Text;

namespace Spico.Testing;

/// <summary>
/// Compares text with a file kept beside the test. <c>SPICO_UPDATE_GOLDEN=1</c> writes the file instead: look at the
/// difference before committing it.
/// </summary>
public static class GoldenFile
{
    /// <summary>Compares with <c>Golden/NAME</c> beside the calling source file; line ends do not count.</summary>
    public static void Matches(string name, string actual, [CallerFilePath] string caller = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(caller)!, "Golden", name);
        string text = actual.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("SPICO_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text, new UTF8Encoding(false));
            return;
        }

        string expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (expected == text)
        {
            return;
        }

        string[] wanted = expected.Split('\n');
        string[] got = text.Split('\n');
        int line = wanted.Zip(got).TakeWhile(pair => pair.First == pair.Second).Count();
        throw new InvalidOperationException(
            $"{path} differs from line {line + 1} on (SPICO_UPDATE_GOLDEN=1 rewrites it)\n" +
            $"expected: {wanted.ElementAtOrDefault(line) ?? "(end)"}\n" +
            $"actual:   {got.ElementAtOrDefault(line) ?? "(end)"}");
    }
}
