using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Rights;

/// <summary>What somebody would see of a dossier, and why.</summary>
internal static class RightsQuery
{
    /// <summary>Answers from the dossier as it stands.</summary>
    public static Reply Answer(DossierState fold, DossierCall call, uint epoch)
    {
        ExplainRightsRequest request = call.Command.ExplainRights;
        if (!fold.MayRead(call.Caller.Person, DataClass.Circle))
        {
            return new Reply { Error = Refusal.NotAccessible("dossier") };
        }

        RightsTable table = RightsTable.Current;
        var answer = new ExplainRightsResponse { Version = table.Version };
        if (request.WhoCase == ExplainRightsRequest.WhoOneofCase.Role)
        {
            if (request.Role == CareRole.Unspecified || !Enum.IsDefined(request.Role))
            {
                return new Reply { Error = Refusal.Invalid("role", "A known role.") };
            }

            answer.Role = request.Role;
        }
        else if (PersonId.TryFrom(request.Person, out PersonId person))
        {
            // Who is in the circle no longer, or never was, sees nothing: no role, and no rights.
            answer.Period = fold.Circle.PeriodOf(person);
            answer.Role = answer.Period?.Role ?? CareRole.Unspecified;
        }
        else
        {
            return new Reply { Error = Refusal.Invalid("person", "16 bytes.") };
        }

        answer.Rights.Add(table.Classes.Select(each => RightTo(each, table[answer.Role, each])));
        return new Reply { ExplainRights = answer };
    }

    private static ClassRight RightTo(DataClass dataClass, RightsCell cell) => new()
    {
        DataClass = dataClass,
        Read = cell.HasFlag(RightsCell.Read),
        Write = cell.HasFlag(RightsCell.Write),
        Manage = cell.HasFlag(RightsCell.Manage),
        OnlyNamed = cell.HasFlag(RightsCell.Named),
        OnlySummary = cell.HasFlag(RightsCell.Summary),
        OnlyOwnStructure = cell.HasFlag(RightsCell.OwnStructure),
    };
}
