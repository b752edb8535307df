using System.Data.Common;

namespace Spico.Silo.Streams;

/// <summary>The columns of a row of a read model, whichever the store.</summary>
internal readonly struct RowReader(DbDataReader reader)
{
    public bool IsNull(int column) => reader.IsDBNull(column);

    public long Number(int column) => reader.GetInt64(column);

    public string Text(int column) => reader.GetString(column);

    public byte[] Bytes(int column) => reader.GetFieldValue<byte[]>(column);

    /// <summary>An id: 16 bytes in big-endian order where the store has no type for it.</summary>
    public Guid Id(int column) => reader.GetFieldType(column) == typeof(Guid)
        ? reader.GetGuid(column)
        : new Guid(reader.GetFieldValue<byte[]>(column), bigEndian: true);
}
