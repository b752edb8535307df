namespace Spico.Silo.Streams;

/// <summary>
/// A change to a read model, made in the transaction of the facts it follows from, in their order, if they are written
/// at all. Every row is owned by one stream: no other stream's facts touch it.
/// </summary>
/// <param name="Sql">The statement.</param>
/// <param name="Values">
/// Its parameters: <see cref="Guid"/>, <see cref="long"/>, <see cref="string"/>, bytes, null; or
/// <see cref="ISealedValue"/>, which becomes bytes under the stream's key when the change is numbered.
/// </param>
internal sealed record RowChange(RowSql Sql, params object?[] Values)
{
    /// <summary>The change with nothing left to seal.</summary>
    public RowChange Seal(StreamCipher cipher) => Array.Exists(Values, value => value is ISealedValue)
        ? new RowChange(Sql, Array.ConvertAll(Values, value => value is ISealedValue open ? open.Seal(cipher) : value))
        : this;
}
