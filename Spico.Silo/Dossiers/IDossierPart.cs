using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <summary>
/// One kind of what is in a dossier, as the facts have brought it about. What it keeps is what it shows: a snapshot is
/// a view of everything.
/// </summary>
internal interface IDossierPart
{
    /// <summary>The class of its facts, hence who sees them.</summary>
    DataClass Class { get; }

    /// <summary>Takes the next fact in, if it is one of this kind.</summary>
    void Apply(in StreamFact fact);

    /// <summary>Puts what it keeps into a view.</summary>
    void Show(DossierView view);

    /// <summary>Puts what somebody with this access may see of it into a view.</summary>
    void Show(DossierView view, StreamAccess access)
    {
        if (access.CanRead(Class))
        {
            Show(view);
        }
    }

    /// <summary>Takes up what a view of everything shows.</summary>
    void Restore(DossierView view);
}
