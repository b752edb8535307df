using Google.Protobuf;

namespace Spico.Silo.Streams;

/// <summary>What a read model shows, sealed for the column it is kept in.</summary>
/// <param name="Column">The column's name, see <see cref="SealedColumns"/>.</param>
/// <param name="Message">What.</param>
internal sealed record SealedMessage(string Column, IMessage Message) : ISealedValue
{
    public byte[] Seal(StreamCipher cipher) => cipher.SealText(Column, Message.ToByteArray());
}
