namespace Spico.Silo.Streams;

/// <summary>What a consequence asks its target to do. Stored: never renumber.</summary>
internal enum ConsequenceKind
{
    /// <summary>An inbox takes note that its owner became a member.</summary>
    MembershipBegan = 1,

    /// <summary>An inbox takes note that its owner is a member no more.</summary>
    MembershipEnded = 2,

    /// <summary>As <see cref="MembershipBegan"/>, of a conversation that the owner created.</summary>
    MembershipFounded = 3,

    /// <summary>A synthesis is made, by the fact that asks for it.</summary>
    SynthesisAsked = 60,

    /// <summary>A conversation has everybody else notified of an urgency, and says when they are.</summary>
    UrgencyRaised = 41,

    /// <summary>A conversation escalates an urgency that nobody has acknowledged.</summary>
    UrgencyDue = 40,

    /// <summary>A conversation lets go of the files of a message that was retracted: the fact is the message.</summary>
    MessageRetracted = 45,

    /// <summary>What is left of a stream that was erased is removed.</summary>
    StreamErased = 46,

    /// <summary>A stream that lives on forgets a dossier that was erased: the fact is the register's.</summary>
    DossierErased = 47,

    /// <summary>
    /// The conversations about a dossier's patient obey what the patient objects to; or one of them asks whether they
    /// object to those whom the fact added.
    /// </summary>
    ObjectionsHold = 48,

    /// <summary>A dossier takes note of who its patient is now.</summary>
    IdentityChanged = 50,

    /// <summary>A dossier takes note that another was merged into it, or separated from it.</summary>
    DossierMerged = 51,

    /// <summary>A patient takes note of whom their dossier was merged into.</summary>
    PatientMerged = 52,

    /// <summary>The boards of those who read a task are told of it, where they are open.</summary>
    TaskMoved = 57,

    /// <summary>A participant's agenda takes note of an appointment.</summary>
    AppointmentShared = 58,

    /// <summary>A dossier takes note of an appointment of its patient.</summary>
    AppointmentOfPatient = 59,

    /// <summary>A dossier ends the right of who opened it in an emergency.</summary>
    AccessDue = 53,

    /// <summary>A dossier ends the consents whose time is over.</summary>
    ConsentDue = 54,

    /// <summary>A conversation takes note of what a message of it was made into: the fact is the dossier's.</summary>
    MessageFiled = 56,

    /// <summary>The dashboards of those who read a fact of a dossier are told of it, where they are open.</summary>
    DashboardMoved = 61,

    /// <summary>
    /// An inbox notifies its owner: to this is added of what, a <see cref="Protocol.V1.NotificationKind"/>.
    /// </summary>
    Notification = 64,

    /// <summary>
    /// A dossier looks at its alerts: to this is added by which rule one may be due, an
    /// <see cref="Protocol.V1.AlertRule"/>.
    /// </summary>
    AlertDue = 200,
}
