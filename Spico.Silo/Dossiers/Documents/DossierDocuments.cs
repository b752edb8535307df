using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Documents;

/// <summary>The last documents of each level; all of them, with all their versions, are in the history.</summary>
internal sealed class DossierDocuments : IDossierPart
{
    private readonly Dictionary<DocumentLevel, RecentEntries<DossierDocument>> _levels = DocumentLevels.All
        .ToDictionary(level => level, _ => new RecentEntries<DossierDocument>(DocumentLimits.Recent, _ => true));

    // The class of most of them: which of them somebody sees follows from each.
    public DataClass Class => DataClass.DocumentNormal;

    /// <summary>A document among the last ones, by its number or by that of a source; or null.</summary>
    public DossierDocument? Find(ulong document) =>
        _levels.Values.Select(level => level.Find(document)).FirstOrDefault(found => found is not null)
        ?? _levels.Values.SelectMany(level => level.All)
            .FirstOrDefault(one => one.Sources.Any(source => source.Seq == document));

    /// <summary>The document of a level with these bytes and for the same readers, or null.</summary>
    public DossierDocument? Find(DocumentLevel level, DataClass dataClass, ByteString hash) =>
        _levels[level].All.FirstOrDefault(
            document => document.File.Hash == hash && DocumentLevels.ClassOf(document) == dataClass);

    public void Apply(in StreamFact fact)
    {
        if (fact.Kind == Fact.BodyOneofCase.DocumentChanged)
        {
            Put(fact.Body!.DocumentChanged.Document);
        }
    }

    public void Show(DossierView view) => Show(view, StreamAccess.All);

    public void Show(DossierView view, StreamAccess access) => view.Documents.Add(_levels
        .SelectMany(level => level.Value.All)
        .Where(document => access.CanRead(DocumentLevels.ClassOf(document)))
        .OrderBy(document => document.Document));

    public void Restore(DossierView view)
    {
        foreach (DossierDocument document in view.Documents)
        {
            Put(document);
        }
    }

    private void Put(DossierDocument document)
    {
        RecentEntries<DossierDocument> level = _levels[document.Level];
        if (document.Withdrawn.Length > 0)
        {
            level.Remove(document.Document);
        }
        else
        {
            level.Put(document.Document, document);
        }
    }
}
