namespace Spico.Silo.Streams;

/// <summary>
/// The first byte of associated data: nothing sealed as one kind opens as another. Stored: never renumber.
/// </summary>
internal enum SealedKind : byte
{
    StreamKey = 1,
    Fact = 2,
    Text = 3,
    FileKey = 4,
    FileChunk = 5,
    FileRow = 6,
}
