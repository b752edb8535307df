using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Identity;

/// <summary>Whose a dossier is, and which dossiers are one with it.</summary>
internal sealed class DossierIdentity : IDossierPart
{
    private DossierView _view = new();

    public DataClass Class => DataClass.Identity;

    /// <summary>Whose it is.</summary>
    public Patient Patient => _view.Patient;

    /// <summary>The dossier it was merged into; empty when it goes on.</summary>
    public ByteString MergedInto => _view.MergedInto;

    /// <summary>The dossiers merged into it.</summary>
    public IReadOnlyCollection<ByteString> Absorbed => _view.Absorbed;

    /// <summary>The same, as streams.</summary>
    public IEnumerable<StreamId> OneWith => Absorbed
        .Select(id => StreamId.TryFrom(id, out StreamId one) ? one : default)
        .Where(one => one.Kind == StreamKind.Dossier);

    public void Apply(in StreamFact fact)
    {
        switch (fact.Kind)
        {
            case Fact.BodyOneofCase.DossierCreated:
                _view.Patient = fact.Body!.DossierCreated.Patient;
                _view.CreatedBy = fact.Author.ToByteString();
                _view.CreatedAt = fact.Head.At;
                break;
            case Fact.BodyOneofCase.IdentityChanged:
                _view.Patient = fact.Body!.IdentityChanged.Patient;
                break;
            case Fact.BodyOneofCase.DossierMergeChanged:
                _view.MergedInto = fact.Body!.DossierMergeChanged.MergedInto;
                _view.Absorbed.Clear();
                _view.Absorbed.Add(fact.Body.DossierMergeChanged.Absorbed);
                break;
        }
    }

    public void Show(DossierView view) => view.MergeFrom(_view);

    public void Restore(DossierView view) => _view = new DossierView
    {
        Patient = view.Patient,
        CreatedBy = view.CreatedBy,
        CreatedAt = view.CreatedAt,
        MergedInto = view.MergedInto,
        Absorbed = { view.Absorbed },
    };
}
