namespace Spico.Peers.RawStores;

/// <summary>The columns of a batch of messages: 200 characters each, spread over 200 conversations.</summary>
internal sealed class MessageBatch
{
    private const int TextLength = 200;

    private long _seq;

    public MessageBatch(int size)
    {
        Conversation = [.. Enumerable.Range(0, size).Select(i => i % 200)];
        Author = [.. Enumerable.Range(0, size).Select(i => i % 1_600)];
        Text = [.. Enumerable.Range(0, size).Select(i => new string((char)('a' + (i % 26)), TextLength))];
        Seq = new long[size];
    }

    public int[] Conversation { get; }

    public long[] Seq { get; }

    public int[] Author { get; }

    public string[] Text { get; }

    /// <summary>Makes messages that were not there before.</summary>
    public void Next()
    {
        for (int i = 0; i < Seq.Length; i++)
        {
            Seq[i] = ++_seq;
        }
    }
}
