using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Objections;

/// <summary>
/// Whom the objections that hold name, as rows beside the facts: what <see cref="SharingObjections.Naming"/> says of
/// one dossier, lists across dossiers find in them.
/// </summary>
internal static class ObjectionRows
{
    private static readonly RowSql Insert = new(
        """
        INSERT INTO dossier_objection (stream, objection, named) VALUES ($1, $2, $3)
        ON CONFLICT (stream, objection, named) DO NOTHING
        """);

    private static readonly RowSql Delete = new(
        "DELETE FROM dossier_objection WHERE stream = $1 AND objection = $2");

    /// <summary>The rows of an objection as it is from now on; none of one that was lifted.</summary>
    public static IEnumerable<RowChange> Of(StreamId dossier, SharingObjection objection)
    {
        Guid id = IdOf(objection);
        return objection.LiftedAt != 0
            ? [new RowChange(Delete, dossier.Value, id)]
            : objection.Persons.Concat(objection.Structures)
                .Select(named => new RowChange(Insert, dossier.Value, id, Digits(named)));
    }

    /// <summary>The rows go of objections that the dossier no longer has.</summary>
    public static IEnumerable<RowChange> Gone(StreamId dossier, IEnumerable<SharingObjection> objections) =>
        objections.Select(gone => new RowChange(Delete, dossier.Value, IdOf(gone)));

    /// <summary>
    /// All by which an objection may name a professional who works for these structures, for the condition
    /// <c>names LIKE '%' || named || '%'</c>.
    /// </summary>
    public static string NamesOf(PersonId person, IEnumerable<ByteString> structures) =>
        string.Join(' ', structures.Prepend(person.ToByteString()).Select(Digits));

    /// <summary>What the rows of an objection call it.</summary>
    public static Guid IdOf(SharingObjection objection) => new(objection.Objection.Span, bigEndian: true);

    private static string Digits(ByteString id) => Convert.ToHexStringLower(id.Span);
}
