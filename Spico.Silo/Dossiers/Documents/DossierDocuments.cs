using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Documents;

/// <summary>
/// The last documents of each class, hence of each level and roles named for it: which are shown of a class follows
/// from no other that its readers may not see. All of them, with all their versions, are in the history.
/// </summary>
internal sealed class DossierDocuments : IDossierPart
{
    private readonly SortedDictionary<DataClass, RecentEntries<DossierDocument>> _classes = [];

    // The class of most of them: which of them somebody sees follows from each.
    public DataClass Class => DataClass.DocumentNormal;

    /// <summary>A document among the last ones, by its number or by that of a source; or null.</summary>
    public DossierDocument? Find(ulong document) =>
        _classes.Values.Select(each => each.Find(document)).FirstOrDefault(found => found is not null)
        ?? _classes.Values.SelectMany(each => each.All)
            .FirstOrDefault(one => one.Sources.Any(source => source.Seq == document));

    /// <summary>The document of a class with these bytes, or null.</summary>
    public DossierDocument? Find(DataClass dataClass, ByteString hash) =>
        _classes.GetValueOrDefault(dataClass)?.All.FirstOrDefault(document => document.File.Hash == hash);

    public void Apply(in StreamFact fact)
    {
        if (fact.Kind == Fact.BodyOneofCase.DocumentChanged)
        {
            Put(fact.Body!.DocumentChanged.Document);
        }
    }

    public void Show(DossierView view) => Show(view, StreamAccess.All);

    public void Show(DossierView view, StreamAccess access) => view.Documents.Add(_classes
        .Where(each => access.CanRead(each.Key))
        .SelectMany(each => each.Value.All)
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
        DataClass dataClass = DocumentLevels.ClassOf(document);
        if (!_classes.TryGetValue(dataClass, out RecentEntries<DossierDocument>? recent))
        {
            _classes.Add(dataClass, recent = new RecentEntries<DossierDocument>(DocumentLimits.Recent, _ => true));
        }

        if (document.Withdrawn.Length > 0)
        {
            recent.Remove(document.Document);
        }
        else
        {
            recent.Put(document.Document, document);
        }
    }
}
