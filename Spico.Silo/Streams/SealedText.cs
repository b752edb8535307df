using System.Text;

namespace Spico.Silo.Streams;

/// <summary>A text of a read model, sealed for the column it is kept in.</summary>
/// <param name="Column">The column's name, see <see cref="SealedColumns"/>.</param>
/// <param name="Text">The text.</param>
internal sealed record SealedText(string Column, string Text) : ISealedValue
{
    public byte[] Seal(StreamCipher cipher) => cipher.SealText(Column, Encoding.UTF8.GetBytes(Text));
}
