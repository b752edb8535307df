using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Spico.Gateway.Protocols.TextLine;

/// <summary>Whole lines to a connection, from two loops.</summary>
internal sealed class TextLineOutput(PipeWriter output, TimeSpan timeout, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Writes the lines together. Throws when the reader takes none of it for too long.</summary>
    public async Task WriteAsync(IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            foreach (string line in lines)
            {
                Encoding.UTF8.GetBytes(line, output);
                output.Write("\n"u8);
            }

            using var waiting = new CancellationTokenSource(timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(waiting.Token, cancellationToken);
            await output.FlushAsync(either.Token);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
