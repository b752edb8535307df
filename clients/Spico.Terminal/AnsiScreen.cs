using System.Text;
using System.Threading.Channels;

namespace Spico.Terminal;

/// <summary>A terminal: what arrives is written above the line being typed, which stays where it is.</summary>
internal sealed class AnsiScreen : IScreen
{
    private const string ClearLine = "\r\e[2K";
    private const string Plain = "\e[0m";

    private readonly Lock _gate = new();
    private readonly StringBuilder _typed = new();
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(64);
    private readonly Thread _keys;
    private string _status = "";
    private string _hint = "";
    private volatile bool _isOver;

    public AnsiScreen()
    {
        Console.OutputEncoding = Encoding.UTF8;

        // Reading a key blocks: it has a thread of its own, which ends with the process.
        _keys = new Thread(ReadKeys) { IsBackground = true, Name = "keys" };
        _keys.Start();
    }

    public event Action? Typing;

    public void Line(Tone tone, string text)
    {
        string colour = tone switch
        {
            Tone.Own => "\e[36m",
            Tone.Notice => "\e[90m",
            Tone.Warning => "\e[33m",
            _ => "",
        };
        lock (_gate)
        {
            Console.Out.Write($"{ClearLine}{colour}{SafeText.Of(text)}{Plain}\n");
            Prompt();
        }
    }

    public void Status(string text)
    {
        lock (_gate)
        {
            _status = SafeText.Of(text);
            Prompt();
        }
    }

    public void Hint(string text)
    {
        lock (_gate)
        {
            _hint = SafeText.Of(text);
            Prompt();
        }
    }

    public async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Prompt();
        }

        return await _lines.Reader.WaitToReadAsync(cancellationToken) && _lines.Reader.TryRead(out string? line)
            ? line
            : null;
    }

    public void Dispose()
    {
        _isOver = true;
        lock (_gate)
        {
            Console.Out.Write(ClearLine);
        }
    }

    private void ReadKeys()
    {
        while (!_isOver)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            string? line = null;
            lock (_gate)
            {
                line = Take(key);
                Prompt();
            }

            if (line is not null)
            {
                _lines.Writer.TryWrite(line);
            }
            else if (key.Key == ConsoleKey.D && key.Modifiers == ConsoleModifiers.Control)
            {
                _lines.Writer.TryComplete();
            }
            else
            {
                Typing?.Invoke();
            }
        }
    }

    private string? Take(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Enter:
                string line = _typed.ToString();
                _typed.Clear();
                return line;
            case ConsoleKey.Escape:
            case ConsoleKey.U when key.Modifiers == ConsoleModifiers.Control:
                _typed.Clear();
                return null;
            case ConsoleKey.Backspace when _typed.Length > 0:
                bool isPair = _typed.Length > 1 && char.IsLowSurrogate(_typed[^1]);
                _typed.Length -= isPair ? 2 : 1;
                return null;
            default:
                if (!char.IsControl(key.KeyChar))
                {
                    _typed.Append(key.KeyChar);
                }

                return null;
        }
    }

    private void Prompt()
    {
        string told = _status.Length > 0 ? _status : _hint;
        string status = told.Length > 0 ? $"[{told}] " : "";
        int room = Math.Max(10, Width() - status.Length - 3);
        string typed = _typed.ToString();
        string shown = typed.Length > room ? "…" + typed[^(room - 1)..] : typed;
        Console.Out.Write($"{ClearLine}\e[33m{status}{Plain}> {shown}");
    }

    private static int Width()
    {
        try
        {
            return Console.WindowWidth;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
