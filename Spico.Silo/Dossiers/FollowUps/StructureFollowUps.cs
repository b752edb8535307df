using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.FollowUps;

/// <summary>What each structure says of its following of the patient, now and before.</summary>
internal sealed class StructureFollowUps : IDossierPart
{
    private readonly SortedDictionary<ulong, FollowUp> _episodes = [];

    public DataClass Class => DataClass.Circle;

    /// <summary>How many episodes there are, present and past.</summary>
    public int Count => _episodes.Count;

    /// <summary>What all episodes come to.</summary>
    public DossierStanding Standing => StandingOf(_episodes.Values);

    /// <summary>An episode, or null.</summary>
    public FollowUp? Find(ulong episode) => _episodes.GetValueOrDefault(episode);

    /// <summary>The episode of a structure that is not over, or null.</summary>
    public FollowUp? OpenOf(ByteString structure) => _episodes.Values.FirstOrDefault(
        episode => episode.Structure == structure && !FollowUpMoves.IsOver(episode.State));

    /// <summary>What all episodes come to once one of them is as given.</summary>
    public DossierStanding StandingWith(FollowUp changed) =>
        StandingOf(_episodes.Values.Where(episode => episode.Episode != changed.Episode).Append(changed));

    public void Apply(in StreamFact fact)
    {
        if (fact.Kind == Fact.BodyOneofCase.FollowUpChanged)
        {
            FollowUp changed = fact.Body!.FollowUpChanged.FollowUp;
            _episodes[changed.Episode] = changed;
        }
    }

    public void Show(DossierView view)
    {
        view.FollowUps.Add(_episodes.Values);
        view.Standing = Standing;
    }

    public void Restore(DossierView view)
    {
        foreach (FollowUp episode in view.FollowUps)
        {
            _episodes[episode.Episode] = episode;
        }
    }

    // What was entered in error says nothing.
    private static DossierStanding StandingOf(IEnumerable<FollowUp> episodes)
    {
        var standing = DossierStanding.Unspecified;
        foreach (FollowUp episode in episodes.Where(episode => episode.State != FollowUpState.EnteredInError))
        {
            if (!FollowUpMoves.IsOver(episode.State))
            {
                return DossierStanding.Open;
            }

            standing = DossierStanding.Archived;
        }

        return standing;
    }
}
