namespace Spico.Terminal;

/// <summary>Lines in, lines out: for pipes and tests.</summary>
internal sealed class PlainScreen(TextReader input, TextWriter output) : IScreen
{
    private readonly Lock _gate = new();
    private string _status = "";
    private string _hint = "";

    public event Action? Typing
    {
        add { }
        remove { }
    }

    public void Line(Tone tone, string text) => Write(SafeText.Of(text));

    public void Status(string text) => Change(ref _status, text);

    public void Hint(string text) => Change(ref _hint, text);

    public async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        await input.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(cancellationToken);

    public void Dispose() => input.Dispose();

    private void Change(ref string shown, string text)
    {
        lock (_gate)
        {
            bool isNew = text.Length > 0 && text != shown;
            shown = text;
            if (isNew)
            {
                Write(SafeText.Of(text));
            }
        }
    }

    private void Write(string line)
    {
        lock (_gate)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }
}
